import { grown } from '../../text/words/grown.ts';

/**
 * A text as numbered words, in a part of a page that many texts share. Each word is one number of 32 bits, its own number and how often
 * the text has it, because comparing texts is waiting for memory.
 */
export interface Vector {
  readonly page: Int32Array;
  readonly start: number;
  readonly end: number;
}

/** A text that is none: words with any counts, such as the mean of several texts. */
export interface Mixture {
  readonly words: Int32Array;
  readonly counts: Float32Array;
}

const PAGE_LENGTH = 65_536;
/** Bits for the number of a word: as many as 16 million. */
const WORD_BITS = 24;
const WORD_MASK = 2 ** WORD_BITS - 1;
/** What the bits that are left can say. */
const HALVES_MAX = 255;
/** By half times that a text has a word: how much the word counts in it. */
const COUNTS = Float32Array.from({ length: HALVES_MAX + 1 }, (_, halves) => 1 + Math.log(halves / 2));

/** The word at a place of the page. */
export function wordAt({ page }: Vector, place: number): number {
  return (page[place] as number) & WORD_MASK;
}

/** How much the word at a place of the page counts in the text. */
export function countAt({ page }: Vector, place: number): number {
  return COUNTS[(page[place] as number) >>> WORD_BITS] as number;
}

/** Where texts are written down one after the other. A page is given back once no text on it is left. */
export class Pages {
  #page = new Int32Array(0);
  #used = 0;
  /** The words of the text that is being written, each once, and by word: how often it was counted. */
  #words: number[] = [];
  #halves = new Int32Array(0);

  /** Counts a word of the text that will be written next; `halves`: half times, so that a word may count two and a half. */
  count(word: number, halves: number): void {
    this.#halves = grown(this.#halves, word + 1);
    if (this.#halves[word] === 0) this.#words.push(word);
    this.#halves[word] = Math.min(HALVES_MAX, (this.#halves[word] as number) + halves);
  }

  /** Writes what was counted, in the order in which it was met. */
  write(): Vector {
    const { length } = this.#words;
    if (this.#used + length > this.#page.length) {
      this.#page = new Int32Array(Math.max(PAGE_LENGTH, length));
      this.#used = 0;
    }
    const start = this.#used;
    for (const word of this.#words) {
      this.#page[this.#used++] = word | ((this.#halves[word] as number) << WORD_BITS);
      this.#halves[word] = 0;
    }
    this.#words = [];
    return { page: this.#page, start, end: this.#used };
  }
}

/** Calls for each word with its number and its count. */
export function eachWord(text: Vector | Mixture, visit: (word: number, count: number) => void): void {
  if ('counts' in text) {
    for (let at = 0; at < text.words.length; at += 1) visit(text.words[at] as number, text.counts[at] as number);
    return;
  }
  for (let at = text.start; at < text.end; at += 1) visit(wordAt(text, at), countAt(text, at));
}

/** How many words it has. */
export function lengthOf(text: Vector | Mixture): number {
  return 'counts' in text ? text.words.length : text.end - text.start;
}

/** The numbers of its words. */
export function wordsOf(text: Vector): number[] {
  const words: number[] = [];
  for (let at = text.start; at < text.end; at += 1) words.push(wordAt(text, at));
  return words;
}
