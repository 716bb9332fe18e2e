import type { WeightedWord } from '../../model/decision.ts';
import type { WordStatistics } from '../../text/words/statistics.ts';
import { Comparer, meanOf, type Vector } from './comparer.ts';
import type { Member } from './member.ts';
import type { Outlets } from './outlets.ts';

/** Compares stories by what is news in them. */
export class StoryComparer {
  readonly #comparer: Comparer;
  readonly #words: WordStatistics;
  readonly #outlets: Outlets;
  readonly #oneOutlet: number;
  #held: Member | null = null;

  constructor(words: WordStatistics, outlets: Outlets, oneOutlet: number) {
    this.#oneOutlet = oneOutlet;
    this.#comparer = new Comparer(words);
    this.#words = words;
    this.#outlets = outlets;
  }

  /** Takes the story that the next calls compare with. */
  hold(story: Member): void {
    this.#held = story;
    this.#comparer.hold(this.#outlets.newsOf(story));
  }

  /** Cosine with the story held, 0 to 1; less for two of one outlet. */
  likeness(story: Member): number {
    const cosine = this.#comparer.cosine(this.#outlets.newsOf(story));
    return story.outlet === this.#held?.outlet ? cosine * this.#oneOutlet : cosine;
  }

  sharedWords(story: Member): WeightedWord[] {
    return this.#comparer.sharedWords(this.#outlets.newsOf(story));
  }

  /** What several stories say on average. */
  meanOf(stories: readonly Member[]): Vector {
    return meanOf(
      stories.map((story) => this.#outlets.newsOf(story)),
      this.#words,
    );
  }

  /** Compares one text with many, best first; `texts` that score less than `least` are left out. */
  compareMean<Item extends { readonly text: Vector }>(text: Vector, items: readonly Item[], least: number) {
    this.#held = null;
    this.#comparer.hold(text);
    return items
      .map((item) => ({ item, score: this.#comparer.cosine(item.text) }))
      .filter(({ score }) => score >= least)
      .map((compared) => ({ ...compared, words: this.#comparer.sharedWords(compared.item.text) }))
      .sort((a, b) => b.score - a.score);
  }
}
