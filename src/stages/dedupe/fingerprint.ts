import { hashOfWords, type Token } from '../../text/words/token.ts';

/** What is kept of a text to find near-equal ones: its hashed word triples. */
export interface Fingerprint {
  /** Distinct hashes of three consecutive words, ascending. */
  readonly triples: Int32Array;
  /** Equal for texts that name the same numbers in the same order. */
  readonly numbers: number;
  readonly words: number;
}

/** Texts are indexed by their smallest hashes: two texts that share three quarters of their triples share one of 8 nearly always. */
const SKETCH_SIZE = 8;

/** Word triples are kept (and not one hash of the whole) because the share of equal ones says how much was edited. */
export function fingerprintOf(words: readonly Token[]): Fingerprint {
  const hashes = new Int32Array(Math.max(0, words.length - 2));
  for (let at = 0; at < hashes.length; at += 1) hashes[at] = hashOfWords(words, at, at + 3);
  const numbers = hashOfWords(words.filter(({ isNumber }) => isNumber));
  return { triples: distinct(hashes.sort()), numbers, words: words.length };
}

function distinct(ascending: Int32Array): Int32Array {
  return ascending.filter((hash, at) => at === 0 || hash !== ascending[at - 1]);
}

export function sketchOf({ triples }: Fingerprint): Int32Array {
  return triples.subarray(0, SKETCH_SIZE);
}

/** Share of triples that two texts have in common, of all that either has (Jaccard), 0 to 1. */
export function overlapOf({ triples: a }: Fingerprint, { triples: b }: Fingerprint): number {
  let both = 0;
  let at = 0;
  for (let each = 0; each < a.length; each += 1) {
    const triple = a[each] as number;
    while (at < b.length && (b[at] as number) < triple) at += 1;
    if (b[at] === triple) both += 1;
  }
  const either = a.length + b.length - both;
  return either === 0 ? 0 : both / either;
}
