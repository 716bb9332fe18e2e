import type { Explanation, Merge, Move } from '../../model/decision.ts';
import { changesOf } from './changes.ts';
import { type Cluster, latest } from './cluster.ts';
import { round } from './comparer.ts';
import type { Member } from './member.ts';
import { type Near, type Nearness, nearnessOf } from './near.ts';
import { type Bar, type Group, leastOf, rearrange } from './rearrange.ts';
import type { ClusterRules } from './rules.ts';
import type { StoryComparer } from './story-comparer.ts';

/** Stories that are regrouped at once. */
const REGROUPED_MAX = 24;
/** Clusters that one story can tie together by merging. */
const MERGES_MAX = 3;

/** Where a story goes: `because` is null where it founds the cluster. */
export interface Decision {
  id: number;
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

/**
 * Decides in three steps: a story that is like a large cluster joins it; else it and the small clusters around it are
 * regrouped; then whole clusters that say the same are merged, and small ones into a large one that they would join by now.
 */
export class Decider {
  readonly #comparer: StoryComparer;
  readonly #rules: ClusterRules;
  readonly #quietMs: number;
  readonly #activeClusters: () => number;

  constructor(comparer: StoryComparer, rules: ClusterRules, quietMs: number, activeClusters: () => number) {
    this.#comparer = comparer;
    this.#rules = rules;
    this.#quietMs = quietMs;
    this.#activeClusters = activeClusters;
  }

  /**
   * @param near Clusters like the story, best first.
   * @param awake Those of them that it may join.
   * @param nextId See `EventIndex.place`.
   */
  decide(self: Member, near: readonly Near[], awake: readonly Near[], nextId: number): Decision {
    const decision = this.#fit(self, awake, nextId);
    const adjoining = near.filter(({ cluster }) => this.#adjoins(cluster, decision.members));
    this.#mergeAround(decision, adjoining, nextId);
    return decision;
  }

  /** Whether no silence lies between a cluster and these stories. */
  #adjoins(cluster: Cluster, members: readonly Member[]): boolean {
    const times = members.map(({ at }) => at);
    const [first, last] = [Math.min(...times), Math.max(...times)];
    return cluster.firstAt <= last + this.#quietMs && cluster.lastAt >= first - this.#quietMs;
  }

  #fit(self: Member, awake: readonly Near[], nextId: number): Decision {
    const [best] = awake
      .filter(({ score, threshold }) => score >= threshold)
      .sort((a, b) => b.score - b.threshold - (a.score - a.threshold) || a.cluster.id - b.cluster.id);
    if (best && best.cluster.members.length > this.#rules.regroupStories) {
      const because = this.#explainJoin(self, best);
      return { id: best.cluster.id, because, members: [...best.cluster.members, self], merges: [], moves: [] };
    }
    const clusters = this.#regroupable(awake);
    const bar = this.#bar();
    const groups = rearrange(self, clusters, this.#comparer, this.#rules, bar);
    if (!groups) return { id: nextId, because: null, members: [self], merges: [], moves: [] };
    let next = nextId;
    const ids = groups.map(({ clusterId }) => clusterId ?? next++);
    const explain = (member: Member, group: Group): Explanation => this.#explainFit(member, group, bar, self);
    const { merges, moves } = changesOf(groups, ids, clusters, explain);
    const own = groups[0] as Group;
    const because = own.members.length > 1 ? explain(self, own) : null;
    return { id: ids[0] as number, because, members: own.members, merges: [...merges], moves: [...moves] };
  }

  /** How much it takes to be one event, as many events as there are now. */
  #bar(): Bar {
    const { neighbourBias, neighbourBiasUnknown, known, neighbourBiasMany, few, many, ...rules } = this.#rules;
    const clusters = this.#activeClusters() + 1;
    const unknown = Math.max(0, Math.log(known / clusters));
    const crowd = Math.max(0, Math.log(Math.min(clusters, many) / few));
    const { neighbourLikeness, pairLikenessMany, tripleLikenessMany } = rules;
    return {
      bias: neighbourBias + neighbourBiasUnknown * unknown + neighbourBiasMany * crowd,
      pairLikeness: neighbourLikeness + pairLikenessMany * crowd,
      tripleLikeness: neighbourLikeness + tripleLikenessMany * crowd,
      likeness: neighbourLikeness,
    };
  }

  #regroupable(awake: readonly Near[]): Cluster[] {
    let stories = 1;
    return awake
      .filter(({ cluster: { members }, score }) => {
        if (members.length > this.#rules.regroupStories || score < this.#rules.regroupMin) return false;
        if (stories + members.length > REGROUPED_MAX) return false;
        stories += members.length;
        return true;
      })
      .map(({ cluster }) => cluster);
  }

  /** Merges clusters into that of the story where both, as wholes, say the same, and small ones into a large one. */
  #mergeAround(draft: Decision, near: readonly Near[], nextId: number): void {
    const ended = new Set([draft.id, ...draft.merges.map(({ from }) => from)]);
    const gone = new Set(draft.moves.map(({ storyId }) => storyId));
    const others: Rest[] = near
      .filter(({ cluster, score }) => score >= this.#rules.regroupMin && !ended.has(cluster.id))
      .map(({ cluster: { id, members } }) => ({ id, members: members.filter(({ storyId }) => !gone.has(storyId)) }))
      .filter(({ members }) => members.length > 0);
    for (let round = 0; round < MERGES_MAX && draft.members.length > 1; round += 1) {
      const found = this.#oneEvent(draft.members, others) ?? this.#latecomer(draft.members, others);
      if (!found) return;
      const [other, because] = found;
      others.splice(others.indexOf(other), 1);
      const [into, from] = other.id < draft.id ? [other.id, draft.id] : [draft.id, other.id];
      const redirect = <Change extends { readonly into: number }>(change: Change): Change =>
        change.into === from ? { ...change, into } : change;
      draft.merges = draft.merges.map(redirect);
      draft.moves = draft.moves.map(redirect);
      if (from < nextId) draft.merges.push({ from, into, because });
      draft.because ??= because;
      draft.id = into;
      draft.members = [...draft.members, ...other.members];
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
    return [best.rest, this.#explainJoin(best.member, { score, threshold: threshold + late, closest })];
  }

  /** The story of a cluster that is least near to these; null where it is not near enough. */
  #leastNear(rest: Rest, members: readonly Member[]): { rest: Rest; member: Member; nearness: Nearness } | null {
    let least: { rest: Rest; member: Member; nearness: Nearness } | null = null;
    for (const member of rest.members) {
      this.#comparer.hold(member);
      const nearness = nearnessOf(members, member, this.#comparer, this.#rules);
      if (!nearness || marginOf(nearness) < this.#rules.late) return null;
      if (!least || marginOf(nearness) < marginOf(least.nearness)) least = { rest, member, nearness };
    }
    return least;
  }

  #explainJoin(self: Member, { score, threshold, closest }: Nearness): Explanation {
    this.#comparer.hold(self);
    const words = this.#comparer.sharedWords(closest);
    return {
      rule: 'shared-rare-words',
      score: round(score),
      threshold: round(threshold),
      words,
      with: closest.storyId,
    };
  }

  #explainFit(member: Member, { members, closest }: Group, bar: Bar, self: Member): Explanation {
    const best = closest.get(member);
    const threshold = round(leastOf(bar, members.length));
    if (!best) return { rule: 'fits-nowhere', score: 0, threshold, words: [], with: self.storyId };
    this.#comparer.hold(member);
    const words = this.#comparer.sharedWords(best.member);
    return { rule: 'close-neighbours', score: round(best.likeness), threshold, words, with: best.member.storyId };
  }
}

/** By how much it is nearer than it has to be. */
function marginOf({ score, threshold }: Nearness): number {
  return score - threshold;
}
