import { UNSPACED } from '../words.ts';
import { stemmingByScript } from './stem.ts';
import { stopListsWith } from './stop.ts';

/** A word as it stands in texts, with what every reader asks of it. */
export interface Token {
  readonly word: string;
  /** 32 bits; equal for equal words. */
  readonly hash: number;
  /** Whether it begins with a digit: a toll rises, a price moves, and the event is still the same. */
  readonly isNumber: boolean;
  /** Whether it can tell one event from another where it is no stop word: no number, no single letter. */
  readonly tells: boolean;
  /** The languages of which it is a stop word. */
  readonly stopIn: readonly string[];
  /** How it is stemmed in a text of unknown language, and mostly. */
  readonly stemming: string;
  /** The number of its stem in the word statistics; -1 until somebody asks. */
  stemId: number;
  /** Its stems in texts where it is stemmed otherwise, as far as somebody asked. */
  otherStems: Stem | null;
}

export interface Stem {
  readonly stemming: string;
  readonly id: number;
  readonly next: Stem | null;
}

const HAS_LETTER = /\p{L}/u;
const STARTS_WITH_DIGIT = /^\p{N}/u;

/** @param word In lower case, as `splitWords` gives it. */
export function newToken(word: string): Token {
  const isNumber = STARTS_WITH_DIGIT.test(word);
  return {
    // A copy: a part of a text would keep all of it in memory.
    word: Array.from(word).join(''),
    hash: hashOf(word),
    isNumber,
    tells: !isNumber && HAS_LETTER.test(word) && (word.length > 1 || UNSPACED.test(word)),
    stopIn: stopListsWith(word),
    stemming: stemmingByScript(word),
    stemId: -1,
    otherStems: null,
  };
}

/** 32 bits for a text or a part of it: FNV-1a over UTF-16 units, mixed so that small values are as good as random. */
export function hashOf(text: string, from = 0, to = text.length): number {
  let value = 0x811c9dc5;
  for (let at = from; at < to; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return mix(value);
}

/** Spreads what differs in few bits over all 32 (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** 32 bits for the words from one place up to another, order included. */
export function hashOfWords(words: readonly Token[], from = 0, to = words.length): number {
  let hash = 0;
  for (let at = from; at < to; at += 1) hash = mix(hash + (words[at] as Token).hash);
  return hash;
}
