import { afterMerges, type ClusterChange, type Explanation, type Merge, type Move } from '../../model/decision.ts';
import { latest } from './cluster.ts';
import { round } from './comparer.ts';
import type { Member } from './member.ts';
import { explainNear, marginOf, type Near, type Nearness, nearnessOf } from './near.ts';
import type { ClusterRules } from './rules.ts';
import type { StoryComparer } from './story-comparer.ts';

/** Clusters that one story can tie together by merging. */
const MERGES_MAX = 3;

/** Where a story goes: `because` is null where it founds the cluster. */
export interface Decision {
  /** The cluster that it fits, before the merges. */
  fits: number;
  because: Explanation | null;
  members: readonly Member[];
  merges: Merge[];
  moves: Move[];
}

/** What is left of a cluster after moves. */
interface Rest {
  readonly id: number;
  readonly members: readonly Member[];
}

/** A story of such a rest, and how near it is to another cluster. */
interface Compared {
  readonly rest: Rest;
  readonly member: Member;
  readonly nearness: Nearness;
}

/** Finds clusters that are one event: such as say the same, as wholes, and small ones that would join a large one by now. */
export class Merger {
  readonly #comparer: StoryComparer;
  readonly #rules: ClusterRules;
  readonly #quietMs: number;

  constructor(comparer: StoryComparer, rules: ClusterRules, quietMs: number) {
    this.#comparer = comparer;
    this.#rules = rules;
    this.#quietMs = quietMs;
  }

  /**
   * Merges clusters into that of the story, changing its decision.
   *
   * @param near Clusters like the story, best first.
   * @param nextId See `EventIndex.place`.
   */
  mergeAround(draft: Decision, near: readonly Near[], nextId: number): void {
    if (draft.members.length === 1) return;
    draft.members = inOrder(draft.members);
    let id = afterMerges(draft.fits, draft.merges);
    const ended = new Set([id, ...draft.merges.map(({ from }) => from)]);
    const gone = new Set(draft.moves.map(({ storyId }) => storyId));
    const times = draft.members.map(({ at }) => at);
    const [first, last] = [Math.min(...times), Math.max(...times)];
    // No silence lies between them and the stories.
    const others: Rest[] = near
      .filter(({ cluster, score }) => score >= this.#rules.regroupMin && !ended.has(cluster.id))
      .filter(({ cluster }) => cluster.firstAt <= last + this.#quietMs && cluster.lastAt >= first - this.#quietMs)
      .map(({ cluster: { id, members } }) => ({ id, members: members.filter(({ storyId }) => !gone.has(storyId)) }))
      .filter(({ members }) => members.length > 0);
    for (let round = 0; round < MERGES_MAX; round += 1) {
      const found = this.#oneEvent(draft.members, others) ?? this.#latecomer(draft.members, others);
      if (!found) return;
      const [other, because] = found;
      others.splice(others.indexOf(other), 1);
      const [into, from] = other.id < id ? [other.id, id] : [id, other.id];
      if (from < nextId) draft.merges.push({ from, into, because });
      else renameNew(draft, from, into);
      draft.because ??= because;
      id = into;
      draft.members = inOrder([...draft.members, ...other.members]);
    }
  }

  #oneEvent(members: readonly Member[], rests: readonly Rest[]): [Rest, Explanation] | null {
    const others = rests.filter((rest) => rest.members.length > 1);
    if (others.length === 0) return null;
    const brief = members.at(-1)?.brief ?? false;
    const threshold = this.#rules.merge + (brief ? this.#rules.mergeBrief : 0);
    const texts = others.map((rest) => ({ rest, mean: this.#comparer.meanOf(latest(rest.members)) }));
    const [best] = this.#comparer.compareMean(this.#comparer.meanOf(latest(members)), texts, threshold);
    if (!best) return null;
    const { score, words, item } = best;
    const first = item.rest.members[0] as Member;
    const because = { rule: 'one-event', score: round(score), threshold: round(threshold), words, with: first.storyId };
    return [item.rest, because];
  }

  /** A small cluster of which every story would join the large one if it came now: it came before the other was large. */
  #latecomer(members: readonly Member[], others: readonly Rest[]): [Rest, Explanation] | null {
    const { regroupStories, late } = this.#rules;
    if (members.length <= regroupStories) return null;
    const [best] = others
      .filter((rest) => rest.members.length <= regroupStories)
      .flatMap((rest) => this.#leastNear(rest, members) ?? [])
      .sort((a, b) => marginOf(b.nearness) - marginOf(a.nearness) || a.rest.id - b.rest.id);
    if (!best) return null;
    const { score, threshold, closest } = best.nearness;
    return [best.rest, explainNear(best.member, { score, threshold: threshold + late, closest }, this.#comparer)];
  }

  /** The story of a cluster that is least near to these; null where it is not near enough. */
  #leastNear(rest: Rest, members: readonly Member[]): Compared | null {
    let least: Compared | null = null;
    for (const member of rest.members) {
      this.#comparer.hold(member);
      const nearness = nearnessOf(members, member, this.#comparer, this.#rules);
      if (!nearness || marginOf(nearness) < this.#rules.late) return null;
      if (!least || marginOf(nearness) < marginOf(least.nearness)) least = { rest, member, nearness };
    }
    return least;
  }
}

/** A cluster that was to be founded is another instead: nothing goes there that comes from it. */
function renameNew(draft: Decision, id: number, into: number): void {
  const renamed = <Change extends ClusterChange>(change: Change): Change =>
    change.into === id ? { ...change, into } : change;
  draft.fits = into;
  draft.merges = draft.merges.map(renamed);
  draft.moves = draft.moves.map(renamed).filter((move) => move.from !== move.into);
}

/** As a cluster has them, so that the latest of them are the latest. */
function inOrder(members: readonly Member[]): Member[] {
  return members.toSorted((a, b) => a.storyId - b.storyId);
}
