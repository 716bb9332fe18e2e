import type { WeightedWord } from '../../model/decision.ts';
import { grown } from '../../text/words/grown.ts';
import { RARITY_MIN, type WordStatistics } from '../../text/words/statistics.ts';
import { countAt, eachWord, lengthOf, type Mixture, type Vector, wordAt } from './vector.ts';

const EXPLAINED_WORDS_MAX = 8;

/**
 * Cosines of one text with many others, words weighing their rarity of this moment. The text held is spread over an array
 * by word number, so that each comparison takes one look at each word of the other text (about 0.2 µs for 30 words).
 */
export class Comparer {
  readonly #statistics: WordStatistics;
  /** As long as the logarithms of the statistics, or longer. */
  #spread = new Float64Array(0);
  /** The words of the text held. */
  #held = new Int32Array(0);
  #heldLength = 0;
  #length = 1;
  #shared = 0;

  constructor(statistics: WordStatistics) {
    this.#statistics = statistics;
  }

  /** Takes the text that the next calls of `cosine` compare with. */
  hold(text: Vector | Mixture): void {
    this.#letGo();
    this.#spread = grown(this.#spread, this.#statistics.logs.length);
    let sum = 0;
    const length = lengthOf(text);
    this.#held = grown(this.#held, length);
    this.#heldLength = length;
    for (let at = 0; at < length; at += 1) {
      const word = 'counts' in text ? (text.words[at] as number) : wordAt(text, text.start + at);
      const count = 'counts' in text ? (text.counts[at] as number) : countAt(text, text.start + at);
      const rarity = this.#statistics.rarity(word);
      this.#held[at] = word;
      this.#spread[word] = count * rarity * rarity;
      sum += (count * rarity) ** 2;
    }
    this.#length = Math.sqrt(sum) || 1;
  }

  #letGo(): void {
    for (let at = 0; at < this.#heldLength; at += 1) this.#spread[this.#held[at] as number] = 0;
  }

  /** 0: no word in common, 1: the same words to the same degree. */
  cosine(text: Vector): number {
    const spread = this.#spread;
    const { logs, logTotal } = this.#statistics;
    let product = 0;
    let sum = 0;
    let shared = 0;
    for (let at = text.start; at < text.end; at += 1) {
      const word = wordAt(text, at);
      const count = countAt(text, at);
      const weight = count * Math.max(RARITY_MIN, logTotal - (logs[word] as number));
      sum += weight * weight;
      if (spread[word] === 0) continue;
      product += (spread[word] as number) * count;
      shared += 1;
    }
    this.#shared = shared;
    return product === 0 ? 0 : product / (this.#length * Math.sqrt(sum));
  }

  /** As `cosine`, for what is not a text; a call for each word makes it several times as slow. */
  cosineWithMixture(mixture: Mixture): number {
    let product = 0;
    let sum = 0;
    eachWord(mixture, (word, count) => {
      sum += (count * this.#statistics.rarity(word)) ** 2;
      product += (this.#spread[word] ?? 0) * count;
    });
    return product === 0 ? 0 : product / (this.#length * Math.sqrt(sum));
  }

  /** How many words the last two texts compared have in common. */
  get shared(): number {
    return this.#shared;
  }

  /** The words that the cosine with a text came from, strongest first, each with its share of it. */
  sharedWords(text: Vector | Mixture): WeightedWord[] {
    const weights: [word: number, weight: number][] = [];
    let sum = 0;
    eachWord(text, (word, count) => {
      sum += (count * this.#statistics.rarity(word)) ** 2;
      weights.push([word, (this.#spread[word] ?? 0) * count]);
    });
    const length = this.#length * Math.sqrt(sum);
    return weights
      .map(([word, weight]) => ({ word: this.#statistics.wordOf(word), weight: round(weight / length) }))
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.weight - a.weight || (a.word < b.word ? -1 : 1))
      .slice(0, EXPLAINED_WORDS_MAX);
  }
}

/** Scores are shown and stored with four digits. */
export function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

/** The mean of several texts: each scaled to the length 1 at the weights of this moment. */
export function meanOf(texts: readonly Vector[], statistics: WordStatistics): Mixture {
  const sums = new Map<number, number>();
  for (const text of texts) {
    let sum = 0;
    eachWord(text, (word, count) => {
      sum += (count * statistics.rarity(word)) ** 2;
    });
    const scale = 1 / (Math.sqrt(sum) || 1);
    eachWord(text, (word, count) => {
      sums.set(word, (sums.get(word) ?? 0) + count * scale);
    });
  }
  return { words: Int32Array.from(sums.keys()), counts: Float32Array.from(sums.values()) };
}

/** The cosine of two texts with other weights than rarity in general; ten times slower than a `Comparer`. */
export function cosineBy(a: Vector | Mixture, b: Vector | Mixture, weightOf: (word: number) => number): number {
  const weighed = new Map<number, number>();
  let sumA = 0;
  let sumB = 0;
  let product = 0;
  eachWord(a, (word, count) => {
    const weight = count * weightOf(word);
    weighed.set(word, weight);
    sumA += weight * weight;
  });
  eachWord(b, (word, count) => {
    const weight = count * weightOf(word);
    product += (weighed.get(word) ?? 0) * weight;
    sumB += weight * weight;
  });
  return product === 0 ? 0 : product / Math.sqrt(sumA * sumB);
}
