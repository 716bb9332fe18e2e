import type { Explanation } from '../../model/decision.ts';
import { changesOf } from './changes.ts';
import type { Cluster } from './cluster.ts';
import { round } from './comparer.ts';
import type { Member } from './member.ts';
import { type Decision, Merger } from './merger.ts';
import { explainNear, marginOf, type Near } from './near.ts';
import { type Bar, type Group, leastOf, rearrange } from './rearrange.ts';
import type { ClusterRules } from './rules.ts';
import type { StoryComparer } from './story-comparer.ts';

/** Stories that are regrouped at once. */
const REGROUPED_MAX = 24;

/**
 * Decides in three steps: a story that is like a large cluster joins it; else it and the small clusters around it are
 * regrouped; then whole clusters that say the same are merged, and small ones into a large one that they would join by now.
 */
export class Decider {
  readonly #comparer: StoryComparer;
  readonly #rules: ClusterRules;
  readonly #merger: Merger;
  readonly #activeClusters: () => number;

  constructor(comparer: StoryComparer, rules: ClusterRules, quietMs: number, activeClusters: () => number) {
    this.#comparer = comparer;
    this.#rules = rules;
    this.#merger = new Merger(comparer, rules, quietMs);
    this.#activeClusters = activeClusters;
  }

  /**
   * @param near Clusters like the story, best first.
   * @param awake Those of them that it may join.
   * @param nextId See `EventIndex.place`.
   */
  decide(self: Member, near: readonly Near[], awake: readonly Near[], nextId: number): Decision {
    const decision = this.#fit(self, awake, nextId);
    this.#merger.mergeAround(decision, near, nextId);
    return decision;
  }

  #fit(self: Member, awake: readonly Near[], nextId: number): Decision {
    const [best] = awake
      .filter(({ score, threshold }) => score >= threshold)
      .sort((a, b) => marginOf(b) - marginOf(a) || a.cluster.id - b.cluster.id);
    if (best && this.#isJoined(best)) {
      const because = explainNear(self, best, this.#comparer);
      return { fits: best.cluster.id, because, members: [...best.cluster.members, self], merges: [], moves: [] };
    }
    const clusters = this.#regroupable(awake);
    const bar = this.#bar();
    const groups = rearrange(self, clusters, this.#comparer, this.#rules, bar);
    if (!groups) return { fits: nextId, because: null, members: [self], merges: [], moves: [] };
    let next = nextId;
    const ids = groups.map(({ clusterId }) => clusterId ?? next++);
    const explain = (member: Member, group: Group): Explanation => this.#explainFit(member, group, bar, self);
    const { merges, moves } = changesOf(groups, ids, clusters, explain);
    const own = groups[0] as Group;
    const because = own.members.length > 1 ? explain(self, own) : null;
    return { fits: ids[0] as number, because, members: own.members, merges: [...merges], moves: [...moves] };
  }

  /** Whether a story joins a cluster as a whole, instead of being grouped with each of its stories. */
  #isJoined({ cluster: { members }, score, threshold }: Near): boolean {
    const { regroupStories, joinStories, joinEarly } = this.#rules;
    return members.length > regroupStories || (members.length >= joinStories && score >= threshold + joinEarly);
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

  #explainFit(member: Member, { members, closest }: Group, bar: Bar, self: Member): Explanation {
    const best = closest.get(member);
    const threshold = round(leastOf(bar, members.length));
    if (!best) return { rule: 'fits-nowhere', score: 0, threshold, words: [], with: self.storyId };
    this.#comparer.hold(member);
    const words = this.#comparer.sharedWords(best.member);
    return { rule: 'close-neighbours', score: round(best.likeness), threshold, words, with: best.member.storyId };
  }
}
