import { hashOfNext } from '../../text/words/hash.ts';
import type { Lexicon } from '../../text/words/lexicon.ts';
import type { Reading } from '../../text/words/reader.ts';

/** What is kept of a text to find near-equal ones: hashes of its words and word triples. */
export interface Fingerprint {
  /** Equal for texts that name the same numbers in the same order. */
  readonly numbers: number;
  /** Distinct hashes of the words of the headline, ascending. */
  readonly title: Int32Array;
  /** Distinct hashes of three consecutive words of headline and summary, ascending; none for a short text. */
  readonly triples: Int32Array;
}

/** Words of headline and summary below which equal text proves nothing: headlines recur. */
const TEXT_WORDS_MIN = 25;
/** Texts are indexed by their smallest hashes: two texts that share three quarters of their triples share one of 8 nearly always. */
export const SKETCH_SIZE = 8;

/** Word triples are kept (and not one hash of the whole) because the share of equal ones says how much was edited. */
export function fingerprintOf({ title, summary }: Reading, lexicon: Lexicon): Fingerprint {
  const words = title.length + summary.length;
  const hashes = new Int32Array(words);
  let numbers = 0;
  for (let at = 0; at < words; at += 1) {
    const word = (at < title.length ? title[at] : summary[at - title.length]) as number;
    hashes[at] = lexicon.hashOf(word);
    if (lexicon.isNumber(word)) numbers = hashOfNext(numbers, lexicon.hashOf(word));
  }
  return { numbers, title: distinct(hashes.slice(0, title.length)), triples: distinct(triplesOf(hashes)) };
}

function triplesOf(hashes: Int32Array): Int32Array {
  const triples = new Int32Array(hashes.length < TEXT_WORDS_MIN ? 0 : hashes.length - 2);
  for (let at = 0; at < triples.length; at += 1) {
    const pair = hashOfNext(hashOfNext(0, hashes[at] as number), hashes[at + 1] as number);
    triples[at] = hashOfNext(pair, hashes[at + 2] as number);
  }
  return triples;
}

/** Sorts hashes in place and drops those that are there already. */
function distinct(hashes: Int32Array): Int32Array {
  hashes.sort();
  let kept = 0;
  for (let at = 0; at < hashes.length; at += 1) {
    if (at === 0 || hashes[at] !== hashes[at - 1]) hashes[kept++] = hashes[at] as number;
  }
  return hashes.subarray(0, kept);
}

/** The hashes by which a text is found. */
export function sketchOf({ triples }: Fingerprint): Int32Array {
  return triples.subarray(0, SKETCH_SIZE);
}

/** Share of triples that two texts have in common, of all that either has (Jaccard), 0 to 1. */
export function overlapOf({ triples: a }: Fingerprint, { triples: b }: Fingerprint): number {
  const both = countCommon(a, b);
  const either = a.length + b.length - both;
  return either === 0 ? 0 : both / either;
}

/** Whether two texts with equal headlines have anything else in common; as far as is known, where one is short. */
export function shareMore(a: Fingerprint, b: Fingerprint): boolean {
  const areShort = a.triples.length === 0 || b.triples.length === 0;
  return areShort || countCommon(a.triples, b.triples) > a.title.length;
}

/** Words that both headlines have, as a share of the longer. */
export function titleOverlapOf({ title: a }: Fingerprint, { title: b }: Fingerprint): number {
  return countCommon(a, b) / Math.max(a.length, b.length);
}

/** How many hashes both have; both ascending and distinct. */
function countCommon(a: Int32Array, b: Int32Array): number {
  let both = 0;
  let at = 0;
  for (let each = 0; each < a.length; each += 1) {
    const hash = a[each] as number;
    while (at < b.length && (b[at] as number) < hash) at += 1;
    if (b[at] === hash) both += 1;
  }
  return both;
}
