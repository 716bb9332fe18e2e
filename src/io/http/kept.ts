import { MINUTE } from '../../model/duration.ts';

/** How long something made from the publication holds: until the publication changes, or at most a minute as well. */
export type Life = 'version' | 'minute';

interface Entry<T> {
  readonly value: T;
  readonly version: number;
  readonly until: number;
  readonly size: number;
}

/**
 * A bounded cache of what was made from the publication, the least recently used out first. Each key is made once for each
 * version, however many ask for it at the same time.
 */
export class Kept<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #making = new Map<string, Promise<T>>();
  readonly #version: () => number;
  readonly #sizeOf: (value: T) => number;
  readonly #sizeMax: number;
  #size = 0;

  /** `sizeMax` in the unit of `sizeOf`. */
  constructor(version: () => number, sizeMax: number, sizeOf: (value: T) => number) {
    this.#version = version;
    this.#sizeMax = sizeMax;
    this.#sizeOf = sizeOf;
  }

  /** What is kept and still holds. */
  peek(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (!entry || entry.version !== this.#version() || (entry.until !== Infinity && Date.now() >= entry.until))
      return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** What is kept, or made now; `make` gets what the key held before, to compare with. */
  async get(key: string, life: Life, make: (before: T | undefined) => Promise<T>): Promise<T> {
    const known = this.peek(key) ?? this.#making.get(key);
    if (known !== undefined) return known;
    const version = this.#version();
    const making = make(this.#entries.get(key)?.value);
    this.#making.set(key, making);
    try {
      const value = await making;
      this.#put(key, {
        value,
        version,
        until: life === 'minute' ? Date.now() + MINUTE : Infinity,
        size: this.#sizeOf(value),
      });
      return value;
    } finally {
      this.#making.delete(key);
    }
  }

  clear(): void {
    this.#entries.clear();
    this.#size = 0;
  }

  #put(key: string, entry: Entry<T>): void {
    this.#remove(key);
    this.#entries.set(key, entry);
    this.#size += entry.size;
    for (const oldest of this.#entries.keys()) {
      if (this.#size <= this.#sizeMax || oldest === key) break;
      this.#remove(oldest);
    }
  }

  #remove(key: string): void {
    this.#size -= this.#entries.get(key)?.size ?? 0;
    this.#entries.delete(key);
  }
}
