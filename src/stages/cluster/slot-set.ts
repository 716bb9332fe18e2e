import { grown } from '../../text/words/grown.ts';

/** Small numbers, a bit for each that might be in the set. */
export class SlotSet {
  #bits = new Int32Array(0);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(slot: number): boolean {
    return (((this.#bits[slot >> 5] ?? 0) >>> (slot & 31)) & 1) === 1;
  }

  /** Returns whether it was not there before. */
  add(slot: number): boolean {
    if (this.has(slot)) return false;
    this.#bits = grown(this.#bits, (slot >> 5) + 1);
    this.#flip(slot);
    this.#size += 1;
    return true;
  }

  remove(slot: number): void {
    if (!this.has(slot)) return;
    this.#flip(slot);
    this.#size -= 1;
  }

  /** In ascending order. */
  *[Symbol.iterator](): Generator<number> {
    for (let slot = 0; slot < 32 * this.#bits.length; slot += 1) if (this.has(slot)) yield slot;
  }

  #flip(slot: number): void {
    this.#bits[slot >> 5] = (this.#bits[slot >> 5] as number) ^ (1 << (slot & 31));
  }
}
