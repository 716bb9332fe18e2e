import { FeedError } from '../../model/errors.ts';

/** A document with more flaws than this is no feed that went wrong; mending on would only cost time and memory. */
const FLAWS_MAX = 100_000;

/** What was found wrong with a document, each kind once, with how often. */
export class Notes {
  readonly #counts = new Map<string, number>();
  #total = 0;

  add(flaw: string): void {
    this.#counts.set(flaw, (this.#counts.get(flaw) ?? 0) + 1);
    this.#total++;
    if (this.#total > FLAWS_MAX) {
      throw new FeedError('unreadable', `expected a feed, got a document with over ${FLAWS_MAX} flaws: ${this.say()}`);
    }
  }

  say(): string[] {
    return [...this.#counts].map(([flaw, count]) => (count > 1 ? `${flaw} (${count} times)` : flaw));
  }
}
