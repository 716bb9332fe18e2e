import type { Member } from './member.ts';
import { wordsOf } from './vector.ts';

/** Latest texts of an outlet that show its habits, and how many it takes to show any. */
const LATEST = 40;
const LATEST_MIN = 10;
/** A word in so few of them is news, not habit. */
const NEWS_MAX = 3;

interface Habits {
  /** In the order of their ids. */
  members: Member[];
  /** Word number → how many of the latest texts have it. */
  readonly counts: Map<number, number>;
}

/**
 * How each outlet writes, whatever it writes about: "Watch the full episode", a programme's name, its language. Bare
 * headlines show no habits. Depends on nothing but the stories added.
 */
export class Outlets {
  readonly #habits = new Map<number, Habits>();

  add(member: Member): void {
    if (member.brief) return;
    const habits: Habits = this.#habits.get(member.outlet) ?? { members: [], counts: new Map() };
    this.#habits.set(member.outlet, habits);
    const last = habits.members.at(-1);
    habits.members.push(member);
    if (last && last.storyId > member.storyId) {
      habits.members.sort((a, b) => a.storyId - b.storyId);
      recount(habits);
      return;
    }
    count(habits, member, 1);
    const left = habits.members.at(-1 - LATEST);
    if (left) count(habits, left, -1);
  }

  removeAll(gone: ReadonlySet<Member>): void {
    for (const outlet of new Set([...gone].map((member) => member.outlet))) {
      const habits = this.#habits.get(outlet);
      if (!habits) continue;
      habits.members = habits.members.filter((member) => !gone.has(member));
      if (habits.members.length === 0) this.#habits.delete(outlet);
      else recount(habits);
    }
  }

  /** How rare words are in one outlet's latest texts, in nats; null while it has shown no habits. */
  rarityWithin(outlet: number): ((word: number) => number) | null {
    const habits = this.#habits.get(outlet);
    const texts = Math.min(LATEST, habits?.members.length ?? 0);
    if (!habits || texts < LATEST_MIN) return null;
    return (word) => {
      const habitual = Math.max(0, (habits.counts.get(word) ?? 0) - NEWS_MAX);
      return habitual === 0 ? Number.POSITIVE_INFINITY : Math.log((texts + 1) / (habitual + 0.5));
    };
  }
}

function recount(habits: Habits): void {
  habits.counts.clear();
  for (const member of habits.members.slice(-LATEST)) count(habits, member, 1);
}

function count({ counts }: Habits, member: Member, by: 1 | -1): void {
  for (const word of wordsOf(member)) {
    const times = (counts.get(word) ?? 0) + by;
    if (times > 0) counts.set(word, times);
    else counts.delete(word);
  }
}
