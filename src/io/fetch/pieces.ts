import type { Body } from '../../model/poll.ts';

/** A smaller chunk is copied: each costs memory of its own, and a server may send a megabyte in as many. */
const KEPT_BYTES_MIN = 4096;
const BLOCK_BYTES_MAX = 64 * 1024;

/**
 * Bytes as they come, in pieces of memory that nobody else uses. Large chunks stay where they are; small ones, and such as keep
 * more alive than they are (a packet of which most was something else), are copied into blocks. So it takes about twice what it holds at
 * most, however it comes: without blocks, 30 KB in as many packets took 2 GB.
 */
export class Pieces {
  #pieces: Uint8Array[] = [];
  #block = new Uint8Array(0);
  /** Where the piece begins that grows in the block, and where it ends so far; -1: none grows. */
  #start = -1;
  #end = 0;

  push(chunk: Uint8Array): void {
    if (chunk.length >= KEPT_BYTES_MIN && 2 * chunk.length >= chunk.buffer.byteLength) {
      this.#pieces.push(chunk);
      this.#start = -1;
    } else this.#copy(chunk);
  }

  /** Lets go of all; what was handed out stays. */
  clear(): void {
    this.#pieces = [];
    this.#start = -1;
  }

  get all(): Body {
    return this.#pieces;
  }

  #copy(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.#end === this.#block.length) this.#beginBlock(chunk.length - at);
      if (this.#start < 0) {
        this.#start = this.#end;
        this.#pieces.push(this.#block);
      }
      const part = chunk.subarray(at, at + this.#block.length - this.#end);
      this.#block.set(part, this.#end);
      this.#end += part.length;
      at += part.length;
      this.#pieces[this.#pieces.length - 1] = this.#block.subarray(this.#start, this.#end);
    }
  }

  /** Each is twice as long as the last, so that a short body takes a short one. */
  #beginBlock(bytes: number): void {
    const length = Math.min(Math.max(bytes, 2 * this.#block.length, KEPT_BYTES_MIN), BLOCK_BYTES_MAX);
    this.#block = new Uint8Array(length);
    this.#start = -1;
    this.#end = 0;
  }
}
