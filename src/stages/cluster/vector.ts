/**
 * A text as numbered words: pairs of a word's number and of how much the word counts in the text, in a part of a page that
 * many texts share. Side by side because comparing texts is waiting for memory: two arrays for each text took twice as long.
 * A Float32Array holds word numbers up to 16 million exactly.
 */
export interface Vector {
  readonly page: Float32Array;
  readonly start: number;
  readonly end: number;
}

const PAGE_LENGTH = 65_536;

/** Where texts are written down one after the other. A page is given back once no text on it is left. */
export class Pages {
  #page = new Float32Array(0);
  #used = 0;

  write(counts: ReadonlyMap<number, number>): Vector {
    const length = 2 * counts.size;
    if (this.#used + length > this.#page.length) {
      this.#page = new Float32Array(Math.max(PAGE_LENGTH, length));
      this.#used = 0;
    }
    const start = this.#used;
    this.#used += length;
    return fill({ page: this.#page, start, end: this.#used }, counts);
  }
}

/** A text that stands alone. */
export function vectorOf(counts: ReadonlyMap<number, number>): Vector {
  const end = 2 * counts.size;
  return fill({ page: new Float32Array(end), start: 0, end }, counts);
}

function fill(vector: Vector, counts: ReadonlyMap<number, number>): Vector {
  let at = vector.start;
  for (const [word, count] of counts) {
    vector.page[at] = word;
    vector.page[at + 1] = count;
    at += 2;
  }
  return vector;
}

/** Calls for each word with its number and its count. */
export function eachWord({ page, start, end }: Vector, visit: (word: number, count: number) => void): void {
  for (let at = start; at < end; at += 2) visit(page[at] as number, page[at + 1] as number);
}

/** The numbers of its words. */
export function wordsOf({ page, start, end }: Vector): number[] {
  const words: number[] = [];
  for (let at = start; at < end; at += 2) words.push(page[at] as number);
  return words;
}
