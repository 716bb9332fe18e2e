import type { Vector } from './comparer.ts';
import type { Member } from './member.ts';

/** Latest stories of an outlet that show its habits, and how many it takes to show any. */
const LATEST = 40;
const LATEST_MIN = 10;
/** A word in this share of them is furniture ("Watch the full episode", the programme's name), not news. */
const FURNITURE_SHARE = 0.4;

interface Habits {
  /** In the order of their ids. */
  members: Member[];
  /** Word number → how many of the latest stories have it. */
  readonly counts: Map<number, number>;
  readonly furniture: Set<number>;
  /** Grows when `furniture` changes. */
  version: number;
}

/** What each outlet's texts have in common, whatever they are about; bare headlines have no furniture. Depends on nothing but the stories added. */
export class Outlets {
  readonly #habits = new Map<string, Habits>();
  readonly #seen = new WeakMap<Member, { readonly version: number; readonly text: Vector }>();

  add(member: Member): void {
    if (member.brief) return;
    const habits = this.#habits.get(member.outlet) ?? this.#begin(member.outlet);
    const { members } = habits;
    const last = members.at(-1);
    members.push(member);
    if (last && last.storyId > member.storyId) {
      members.sort((a, b) => a.storyId - b.storyId);
      recount(habits);
      return;
    }
    const left = members.at(-1 - LATEST);
    for (const word of member.words) habits.counts.set(word, (habits.counts.get(word) ?? 0) + 1);
    for (const word of left?.words ?? []) forgetOne(habits.counts, word);
    review(habits, member.words);
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

  /** A story's words without its outlet's furniture. */
  newsOf(member: Member): Vector {
    const habits = this.#habits.get(member.outlet);
    if (!habits || habits.furniture.size === 0) return member;
    const seen = this.#seen.get(member);
    if (seen?.version === habits.version) return seen.text;
    const kept: number[] = [];
    member.words.forEach((word, at) => {
      if (!habits.furniture.has(word)) kept.push(at);
    });
    const words = Uint32Array.from(kept, (at) => member.words[at] as number);
    const text = { words, counts: Float32Array.from(kept, (at) => member.counts[at] as number) };
    this.#seen.set(member, { version: habits.version, text });
    return text;
  }

  #begin(outlet: string): Habits {
    const habits: Habits = { members: [], counts: new Map(), furniture: new Set(), version: 0 };
    this.#habits.set(outlet, habits);
    return habits;
  }
}

function recount(habits: Habits): void {
  habits.counts.clear();
  for (const { words } of habits.members.slice(-LATEST)) {
    for (const word of words) habits.counts.set(word, (habits.counts.get(word) ?? 0) + 1);
  }
  review(habits, habits.counts.keys());
}

function forgetOne(counts: Map<number, number>, word: number): void {
  const left = (counts.get(word) ?? 0) - 1;
  if (left > 0) counts.set(word, left);
  else counts.delete(word);
}

/** Decides anew which of these words, and of those that were, are furniture. */
function review(habits: Habits, words: Iterable<number>): void {
  const stories = Math.min(LATEST, habits.members.length);
  const least = stories < LATEST_MIN ? Number.POSITIVE_INFINITY : stories * FURNITURE_SHARE;
  for (const word of [...habits.furniture, ...words]) {
    const common = (habits.counts.get(word) ?? 0) >= least;
    if (common === habits.furniture.has(word)) continue;
    if (common) habits.furniture.add(word);
    else habits.furniture.delete(word);
    habits.version += 1;
  }
}
