import type { WeightedWord } from '../../model/decision.ts';

type Counts = ReadonlyMap<string, number>;
export type Rarity = (word: string) => number;

const EXPLAINED_WORDS_MAX = 8;

/** Length of a word vector whose words weigh what they are rare. */
export function lengthOf(counts: Counts, rarity: Rarity): number {
  let sum = 0;
  for (const [word, count] of counts) sum += (count * rarity(word)) ** 2;
  return Math.sqrt(sum) || 1;
}

/** Cosine of two word vectors, 0 to 1: 1 when they use the same words to the same degree. */
export function cosine(a: Counts, b: Counts, rarity: Rarity): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let product = 0;
  for (const [word, count] of small) {
    const other = large.get(word);
    if (other !== undefined) product += count * other * rarity(word) ** 2;
  }
  return product === 0 ? 0 : product / (lengthOf(a, rarity) * lengthOf(b, rarity));
}

/** The words that a cosine came from, strongest first, each with its share of the score. */
export function sharedWords(a: Counts, b: Counts, rarity: Rarity): WeightedWord[] {
  const lengths = lengthOf(a, rarity) * lengthOf(b, rarity);
  const shared: WeightedWord[] = [];
  for (const [word, count] of a) {
    const other = b.get(word);
    if (other !== undefined) shared.push({ word, weight: (count * other * rarity(word) ** 2) / lengths });
  }
  shared.sort((x, y) => y.weight - x.weight || (x.word < y.word ? -1 : 1));
  return shared.slice(0, EXPLAINED_WORDS_MAX).map(({ word, weight }) => ({ word, weight: round(weight) }));
}

/** Scores are shown and stored with four digits. */
export function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
