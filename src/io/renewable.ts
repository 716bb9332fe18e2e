/** Something that is opened, used and closed. */
export interface Closable {
  close(): Promise<void>;
}

/** A resource that can be replaced while it is in use: work under way ends on the old one, which is closed after it. */
export class Renewable<T extends Closable> {
  #current: T;
  readonly #users = new Map<T, number>();

  constructor(first: T) {
    this.#current = first;
  }

  get current(): T {
    return this.#current;
  }

  async use<Result>(work: (resource: T) => Promise<Result>): Promise<Result> {
    const resource = this.#current;
    this.#users.set(resource, (this.#users.get(resource) ?? 0) + 1);
    try {
      return await work(resource);
    } finally {
      const left = (this.#users.get(resource) ?? 1) - 1;
      if (left > 0) this.#users.set(resource, left);
      else this.#users.delete(resource);
      if (left === 0 && resource !== this.#current) await resource.close();
    }
  }

  /** From now on, work begins on `next`. */
  async renew(next: T): Promise<void> {
    const before = this.#current;
    this.#current = next;
    if (!this.#users.has(before)) await before.close();
  }

  /** Closes the current one; what is in use ends badly. */
  close(): Promise<void> {
    return this.#current.close();
  }
}
