import { grown } from './grown.ts';

/** No entry. */
export const NONE = -1;

/**
 * Which entries have a key: entries are small numbers from 0 on, such as places in an array, keys are any 32 bits, several entries
 * may have one key. A hash table in flat arrays, 12 to 20 bytes an entry, where a Map takes 40 and more and looks at more places.
 *
 *     for (let entry = chains.first(key); entry !== NONE; entry = chains.next(entry)) …
 */
export class Chains {
  /** By the last bits of a key: the first entry of its chain. Here and in `#nexts` 1 is added, so that 0 is none. */
  #heads = new Int32Array(16);
  /** By entry: the one that follows in its chain, and its key. */
  #nexts = new Int32Array(0);
  #keys = new Int32Array(0);
  #size = 0;

  /** @param entry Must not have a key yet. */
  add(entry: number, key: number): void {
    this.#nexts = grown(this.#nexts, entry + 1);
    this.#keys = grown(this.#keys, entry + 1);
    this.#size += 1;
    if (this.#size > this.#heads.length) this.#widen();
    this.#keys[entry] = key;
    this.#link(entry);
  }

  /** @param entry Must have a key. */
  remove(entry: number): void {
    const bucket = this.#bucketOf(entry);
    const next = this.#nexts[entry] as number;
    let before = (this.#heads[bucket] as number) - 1;
    if (before === entry) this.#heads[bucket] = next;
    else {
      while (this.#nexts[before] !== entry + 1) before = (this.#nexts[before] as number) - 1;
      this.#nexts[before] = next;
    }
    this.#size -= 1;
  }

  /** An entry that has the key, or `NONE`; the others follow by `next`, in no order. */
  first(key: number): number {
    return this.#matching((this.#heads[key & (this.#heads.length - 1)] as number) - 1, key | 0);
  }

  /** Another entry with the key of this one, or `NONE`. */
  next(entry: number): number {
    return this.#matching((this.#nexts[entry] as number) - 1, this.#keys[entry] as number);
  }

  #matching(entry: number, key: number): number {
    let at = entry;
    while (at !== NONE && this.#keys[at] !== key) at = (this.#nexts[at] as number) - 1;
    return at;
  }

  #bucketOf(entry: number): number {
    return (this.#keys[entry] as number) & (this.#heads.length - 1);
  }

  #link(entry: number): void {
    const bucket = this.#bucketOf(entry);
    this.#nexts[entry] = this.#heads[bucket] as number;
    this.#heads[bucket] = entry + 1;
  }

  /** Twice as many chains, so that each stays about one entry long. */
  #widen(): void {
    const heads = this.#heads;
    this.#heads = new Int32Array(heads.length * 2);
    for (const head of heads) {
      let entry = head - 1;
      while (entry !== NONE) {
        const next = (this.#nexts[entry] as number) - 1;
        this.#link(entry);
        entry = next;
      }
    }
  }
}
