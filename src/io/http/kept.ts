import { MINUTE, SECOND } from '../../model/duration.ts';
import { NewsbraidError } from '../../model/errors.ts';

/** How long something made from the publication holds: until the publication changes, or at most a minute as well. */
export type Life = 'version' | 'minute';

interface Entry<T> {
  readonly value: T;
  readonly version: number;
  readonly until: number;
  readonly size: number;
}

export interface KeptOptions<T> {
  /** Of the publication, now. */
  readonly version: () => number;
  readonly sizeMax: number;
  /** In the unit of `sizeMax`. */
  readonly sizeOf: (value: T) => number;
  /** Told of what went wrong when something older is given instead of what could not be made. */
  readonly onStale: (error: unknown) => void;
}

/** While the database is away, what was made before stands this much longer; then making it is tried again. */
const STALE_MS = 5 * SECOND;

/**
 * A bounded cache of what was made from the publication, the least recently used out first. Each key is made once for each
 * version, however many ask for it at the same time.
 */
export class Kept<T> {
  readonly #options: KeptOptions<T>;
  readonly #entries = new Map<string, Entry<T>>();
  readonly #making = new Map<string, Promise<T>>();
  #size = 0;

  constructor(options: KeptOptions<T>) {
    this.#options = options;
  }

  /** What is kept and still holds. */
  peek(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (!entry || entry.version !== this.#options.version() || (entry.until !== Infinity && Date.now() >= entry.until))
      return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /**
   * What is kept, or made now; `make` gets what the key held before, to compare with. When making fails for no fault of the
   * request (a NewsbraidError is one), what the key held before is given once more.
   */
  async get(key: string, life: Life, make: (before: T | undefined) => Promise<T>): Promise<T> {
    const known = this.peek(key) ?? this.#making.get(key);
    if (known !== undefined) return known;
    const making = this.#make(key, life, make).finally(() => this.#making.delete(key));
    this.#making.set(key, making);
    return making;
  }

  async #make(key: string, life: Life, make: (before: T | undefined) => Promise<T>): Promise<T> {
    const version = this.#options.version();
    const before = this.#entries.get(key);
    try {
      const value = await make(before?.value);
      const until = life === 'minute' ? Date.now() + MINUTE : Infinity;
      this.#put(key, { value, version, until, size: this.#options.sizeOf(value) });
      return value;
    } catch (error) {
      if (before === undefined || error instanceof NewsbraidError) throw error;
      this.#options.onStale(error);
      this.#put(key, { ...before, version, until: Date.now() + STALE_MS });
      return before.value;
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
      if (this.#size <= this.#options.sizeMax || oldest === key) break;
      this.#remove(oldest);
    }
  }

  #remove(key: string): void {
    this.#size -= this.#entries.get(key)?.size ?? 0;
    this.#entries.delete(key);
  }
}
