import { isDeepStrictEqual } from 'node:util';

/** A value that may change while the service runs: read `current` when you need it, or be told. */
export class Live<T> {
  #current: T;
  readonly #listeners = new Set<(current: T, before: T) => void>();

  constructor(current: T) {
    this.#current = current;
  }

  get current(): T {
    return this.#current;
  }

  /** Tells every listener, unless nothing differs. */
  set(value: T): void {
    const before = this.#current;
    if (isDeepStrictEqual(value, before)) return;
    this.#current = value;
    for (const listener of this.#listeners) listener(value, before);
  }

  /** Calls back after each change; returns how to stop that. */
  subscribe(listener: (current: T, before: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
