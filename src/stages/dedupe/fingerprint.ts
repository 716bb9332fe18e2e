import { splitWords } from '../../text/words.ts';

/** What is kept of a text to find near-equal ones: its hashed word triples. */
export interface Fingerprint {
  /** Distinct hashes of three consecutive words, ascending. */
  readonly triples: Uint32Array;
  /** The numbers that it names, as one string, in order. */
  readonly numbers: string;
  readonly words: number;
}

/** Texts are indexed by their smallest hashes: two texts that share three quarters of their triples share one of 8 nearly always. */
const SKETCH_SIZE = 8;

/** Word triples are kept (and not 64-bit hashes of the whole) because the share of equal ones says how much was edited. */
export function fingerprintOf(text: string): Fingerprint {
  const words = splitWords(text);
  const hashes = new Set<number>();
  for (let at = 0; at + 2 < words.length; at += 1) hashes.add(hash(`${words[at]} ${words[at + 1]} ${words[at + 2]}`));
  const numbers = words.filter((word) => /^\p{N}/u.test(word)).join(' ');
  return { triples: Uint32Array.from(hashes).sort(), numbers, words: words.length };
}

export function sketchOf({ triples }: Fingerprint): Uint32Array {
  return triples.subarray(0, SKETCH_SIZE);
}

/** Share of triples that two texts have in common, of all that either has (Jaccard), 0 to 1. */
export function overlapOf(a: Fingerprint, b: Fingerprint): number {
  let both = 0;
  let at = 0;
  for (const triple of a.triples) {
    while (at < b.triples.length && (b.triples[at] as number) < triple) at += 1;
    if (b.triples[at] === triple) both += 1;
  }
  const either = a.triples.length + b.triples.length - both;
  return either === 0 ? 0 : both / either;
}

/** FNV-1a over UTF-16 units, with a final mix so that small values are as good as random. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
