import { eachWordOf, UNSPACED } from '../words.ts';
import { grown } from './grown.ts';
import { checkOf, hashOf, hashOfNext } from './hash.ts';
import type { WordStatistics } from './statistics.ts';
import { stem, stemmingByScript } from './stem.ts';
import { stopListsWith } from './stop.ts';

/** Words that are remembered, some 80 bytes each: reading a new one takes about 10 µs, a known one 0.1 µs. */
const REMEMBERED_MAX = 150_000;

/** What stands in four numbers for each word. */
const FIELDS = 4;
const [HASH, CHECK, FACTS, STEM] = [0, 1, 2, 3] as const;
/** Facts, bit by bit; then the stemmings by script and of `STEM`, a byte each. */
const [IS_NUMBER, TELLS, STOPS] = [1, 2, 4] as const;
const [BY_SCRIPT, STEMMED_BY] = [8, 16] as const;

const HAS_LETTER = /\p{L}/u;
const STARTS_WITH_DIGIT = /^\p{N}/u;
const NO_LISTS: readonly string[] = [];

/**
 * The words that were met lately, by number, and what every reader asks of them. A number is good until `forget`. In flat arrays,
 * because reading is little but looking words up: what is asked of all words of a text stands in two places of memory for each.
 */
export class Lexicon {
  readonly #statistics: WordStatistics;
  /** Number of a word + 1, at the place that its hash says or the next free one. */
  #table = new Int32Array(1024);
  #records = new Int32Array(0);
  #words: string[] = [];
  #stopIn = new Map<number, readonly string[]>();
  /** Stems of words that were met in texts of several languages: by 256 × word + stemming. */
  #otherStems = new Map<number, number>();

  constructor(statistics: WordStatistics) {
    this.#statistics = statistics;
  }

  /** Whether it would be well to forget. */
  get isFull(): boolean {
    return this.#words.length >= REMEMBERED_MAX;
  }

  /** Begins anew. */
  forget(): void {
    this.#table = new Int32Array(1024);
    this.#words = [];
    this.#stopIn = new Map();
    this.#otherStems = new Map();
  }

  /** The words of a text, in order. */
  read(text: string): number[] {
    const words: number[] = [];
    eachWordOf(text, (plain, from, to) => words.push(this.#numberOf(plain, from, to)));
    return words;
  }

  wordOf(word: number): string {
    return this.#words[word] as string;
  }

  /** 32 bits. */
  hashOf(word: number): number {
    return this.#records[FIELDS * word + HASH] as number;
  }

  /** 32 bits for words, order included. */
  hashOfAll(words: readonly number[]): number {
    return words.reduce((hash, word) => hashOfNext(hash, this.hashOf(word)), 0);
  }

  /** Whether it begins with a digit: a toll rises, a price moves, and the event is still the same. */
  isNumber(word: number): boolean {
    return (this.#factsOf(word) & IS_NUMBER) !== 0;
  }

  /** Whether it can tell one event from another where it is no stop word: no number, no single letter. */
  tells(word: number): boolean {
    return (this.#factsOf(word) & TELLS) !== 0;
  }

  /** The languages of which it is a stop word. */
  stopIn(word: number): readonly string[] {
    return (this.#factsOf(word) & STOPS) === 0 ? NO_LISTS : (this.#stopIn.get(word) as readonly string[]);
  }

  /** The number of its stem in the word statistics. @param stemming Null: that of its script. */
  stemIdOf(word: number, stemming: number | null): number {
    const facts = this.#factsOf(word);
    const by = stemming ?? (facts >>> BY_SCRIPT) & 0xff;
    const first = this.#records[FIELDS * word + STEM] as number;
    if (first > 0 && by === facts >>> STEMMED_BY) return first - 1;
    const known = first > 0 ? this.#otherStems.get(256 * word + by) : undefined;
    if (known !== undefined) return known;
    const id = this.#statistics.idOf(stem(this.wordOf(word), by));
    if (first > 0) this.#otherStems.set(256 * word + by, id);
    else {
      this.#records[FIELDS * word + STEM] = id + 1;
      this.#records[FIELDS * word + FACTS] = facts | (by << STEMMED_BY);
    }
    return id;
  }

  #factsOf(word: number): number {
    return this.#records[FIELDS * word + FACTS] as number;
  }

  #numberOf(text: string, from: number, to: number): number {
    const hash = hashOf(text, from, to);
    const check = checkOf(text, from, to);
    const mask = this.#table.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const word = (this.#table[at] as number) - 1;
      if (word < 0) return this.#add(text.slice(from, to), hash, check, at);
      const record = FIELDS * word;
      if (this.#records[record + HASH] === hash && this.#records[record + CHECK] === check) return word;
    }
  }

  #add(slice: string, hash: number, check: number, at: number): number {
    const number = this.#words.length;
    // A copy: a part of a text would keep all of it in memory.
    const word = Array.from(slice).join('');
    this.#words.push(word);
    this.#records = grown(this.#records, FIELDS * (number + 1));
    const lists = stopListsWith(word);
    if (lists.length > 0) this.#stopIn.set(number, lists);
    const facts = factsOf(word) | (lists.length > 0 ? STOPS : 0) | (stemmingByScript(word) << BY_SCRIPT);
    this.#records.set([hash, check, facts, 0], FIELDS * number);
    this.#table[at] = number + 1;
    if (2 * this.#words.length > this.#table.length) this.#widen();
    return number;
  }

  #widen(): void {
    this.#table = new Int32Array(this.#table.length * 2);
    const mask = this.#table.length - 1;
    for (let word = 0; word < this.#words.length; word += 1) {
      let at = this.hashOf(word) & mask;
      while (this.#table[at] !== 0) at = (at + 1) & mask;
      this.#table[at] = word + 1;
    }
  }
}

function factsOf(word: string): number {
  if (STARTS_WITH_DIGIT.test(word)) return IS_NUMBER;
  return HAS_LETTER.test(word) && (word.length > 1 || UNSPACED.test(word)) ? TELLS : 0;
}
