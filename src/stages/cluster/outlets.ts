import type { Member } from './member.ts';
import { wordAt } from './vector.ts';

/** Latest texts of an outlet that show its habits, and how many it takes to show any. */
const LATEST = 40;
const LATEST_MIN = 10;
/** A word in so few of them is news, not habit. */
const NEWS_MAX = 3;

/** Outlets whose words are counted at the same time: counting 40 texts takes 50 µs, and keeping the counts of each 60 KB. */
const COUNTED_MAX = 64;

/** Word number → how many of an outlet's latest texts have it. */
type Counts = Map<number, number>;

/**
 * How each outlet writes, whatever it writes about: "Watch the full episode", a programme's name, its language. Bare
 * headlines show no habits. Depends on nothing but the stories added.
 */
export class Outlets {
  /** In the order of their ids. */
  readonly #texts = new Map<number, Member[]>();
  readonly #counted = new Map<number, Counts>();

  add(member: Member): void {
    if (member.brief) return;
    const texts = this.#texts.get(member.outlet);
    if (!texts) {
      this.#texts.set(member.outlet, [member]);
      return;
    }
    const last = texts.at(-1);
    texts.push(member);
    if (last && last.storyId > member.storyId) {
      texts.sort((a, b) => a.storyId - b.storyId);
      this.#counted.delete(member.outlet);
      return;
    }
    const counts = this.#counted.get(member.outlet);
    if (!counts) return;
    count(counts, member, 1);
    const left = texts.at(-1 - LATEST);
    if (left) count(counts, left, -1);
  }

  removeAll(gone: ReadonlySet<Member>): void {
    for (const outlet of new Set([...gone].map((member) => member.outlet))) {
      const left = this.#texts.get(outlet)?.filter((member) => !gone.has(member)) ?? [];
      if (left.length === 0) this.#texts.delete(outlet);
      else this.#texts.set(outlet, left);
      this.#counted.delete(outlet);
    }
  }

  /** How rare words are in one outlet's latest texts, in nats; null while it has shown no habits. */
  rarityWithin(outlet: number): ((word: number) => number) | null {
    const texts = this.#texts.get(outlet) ?? [];
    if (texts.length < LATEST_MIN) return null;
    const counts = this.#countsOf(outlet, texts);
    const counted = Math.min(LATEST, texts.length);
    return (word) => {
      const habitual = Math.max(0, (counts.get(word) ?? 0) - NEWS_MAX);
      return habitual === 0 ? Number.POSITIVE_INFINITY : Math.log((counted + 1) / (habitual + 0.5));
    };
  }

  #countsOf(outlet: number, texts: readonly Member[]): Counts {
    const known = this.#counted.get(outlet);
    if (known) return known;
    const counts: Counts = new Map();
    for (const member of texts.slice(-LATEST)) count(counts, member, 1);
    const [longest] = this.#counted.keys();
    if (this.#counted.size >= COUNTED_MAX && longest !== undefined) this.#counted.delete(longest);
    this.#counted.set(outlet, counts);
    return counts;
  }
}

function count(counts: Counts, member: Member, by: 1 | -1): void {
  for (let at = member.start; at < member.end; at += 1) {
    const word = wordAt(member, at);
    const times = (counts.get(word) ?? 0) + by;
    if (times > 0) counts.set(word, times);
    else counts.delete(word);
  }
}
