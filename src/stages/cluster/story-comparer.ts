import type { WeightedWord } from '../../model/decision.ts';
import type { WordStatistics } from '../../text/words/statistics.ts';
import { Comparer, cosineBy, meanOf } from './comparer.ts';
import type { Member } from './member.ts';
import type { Outlets } from './outlets.ts';
import type { Mixture } from './vector.ts';

/** What several stories say on average. */
export interface Mean extends Mixture {
  /** Their outlet, when it is one. */
  readonly outlet: number | null;
}

/**
 * Compares stories. Two of one outlet are compared with words weighing no more than they are rare in that outlet, since
 * they share its habits of writing, and count a little less, since they are less often about one event.
 */
export class StoryComparer {
  readonly #comparer: Comparer;
  readonly #words: WordStatistics;
  readonly #outlets: Outlets;
  readonly #oneOutlet: number;
  #held: Member | Mean | null = null;

  constructor(words: WordStatistics, outlets: Outlets, oneOutlet: number) {
    this.#comparer = new Comparer(words);
    this.#words = words;
    this.#outlets = outlets;
    this.#oneOutlet = oneOutlet;
  }

  /** Takes the story, or the mean, that the next calls compare with. */
  hold(text: Member | Mean): void {
    this.#held = text;
    this.#comparer.hold(text);
  }

  /** Cosine with what is held, 0 to 1; less for two of one outlet. */
  likeness(text: Member | Mean): number {
    const held = this.#held;
    const cosine = 'counts' in text ? this.#comparer.cosineWithMixture(text) : this.#comparer.cosine(text);
    if (!held || held.outlet === null || held.outlet !== text.outlet) return cosine;
    const within = this.#outlets.rarityWithin(held.outlet);
    if (!within) return cosine * this.#oneOutlet;
    return cosineBy(held, text, (word) => Math.min(this.#words.rarity(word), within(word))) * this.#oneOutlet;
  }

  /** How many words the last two texts compared have in common. */
  get shared(): number {
    return this.#comparer.shared;
  }

  sharedWords(text: Member | Mean): WeightedWord[] {
    return this.#comparer.sharedWords(text);
  }

  meanOf(stories: readonly Member[]): Mean {
    const outlets = new Set(stories.map(({ outlet }) => outlet));
    const [outlet = null] = outlets;
    return { ...meanOf(stories, this.#words), outlet: outlets.size === 1 ? outlet : null };
  }

  /** Compares one mean with many, best first; those that score less than `least` are left out. */
  compareMean<Item extends { readonly mean: Mean }>(mean: Mean, items: readonly Item[], least: number) {
    this.hold(mean);
    return items
      .map((item) => ({ item, score: this.likeness(item.mean) }))
      .filter(({ score }) => score >= least)
      .map((compared) => ({ ...compared, words: this.sharedWords(compared.item.mean) }))
      .sort((a, b) => b.score - a.score);
  }
}
