import type { Explanation, Merge, Move, Placement, WeightedWord } from '../../model/decision.ts';
import type { ClusterSettings } from '../../model/settings.ts';
import type { WordStatistics } from '../../text/words/statistics.ts';
import { changesOf } from './changes.ts';
import { type Cluster, enter, latest, leave, newCluster } from './cluster.ts';
import { round, type Vector } from './comparer.ts';
import { type Member, memberOf, type StoryText } from './member.ts';
import { compareNear, type Near } from './near.ts';
import { Outlets } from './outlets.ts';
import { Postings } from './postings.ts';
import { type Group, rearrange } from './rearrange.ts';
import { CLUSTER_RULES, type ClusterRules } from './rules.ts';
import { StoryComparer } from './story-comparer.ts';

export type { StoryText } from './member.ts';

export interface SimilarCluster {
  readonly clusterId: number;
  readonly score: number;
  readonly words: readonly WeightedWord[];
}

const HOUR = 3_600_000;
/** Entries of word lists that are read for one story, clusters that are compared with it, and those that are kept. */
const ENTRIES_MAX = 1000;
const CANDIDATES_MAX = 20;
const NEAR_MAX = 10;
/** Stories that are regrouped at once. */
const REGROUPED_MAX = 24;
/** Clusters that one story can tie together by merging. */
const MERGES_MAX = 3;

/** What was decided so far about a story. */
interface Draft {
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
 * The events of the last days, and which of them a new story belongs to. Depends on nothing but the stories added and the
 * word statistics, so an index rebuilt from the database decides as the one that was lost.
 */
export class EventIndex {
  readonly #clusters = new Map<number, Cluster>();
  readonly #bySlot: (Cluster | null)[] = [];
  readonly #freeSlots: number[] = [];
  readonly #postings = new Postings();
  readonly #words: WordStatistics;
  readonly #outlets = new Outlets();
  readonly #comparer: StoryComparer;
  readonly #rules: ClusterRules;
  readonly #quietMs: number;
  #lastRead: { readonly story: StoryText; readonly member: Member } | null = null;

  constructor(settings: Pick<ClusterSettings, 'quietHours'>, words: WordStatistics, rules = CLUSTER_RULES) {
    this.#words = words;
    this.#comparer = new StoryComparer(words, this.#outlets, rules.oneOutlet);
    this.#rules = rules;
    this.#quietMs = settings.quietHours * HOUR;
  }

  /** Clusters in the index. */
  get size(): number {
    return this.#clusters.size;
  }

  /**
   * Decides where a story belongs, changing nothing; `apply` does what was decided.
   *
   * @param nextId The id of the cluster that the story founds where it joins none. It and the ids after it that `moves`
   *   name are new clusters.
   */
  place(story: StoryText, nextId: number): Placement {
    const self = this.#memberOf(story);
    const near = this.#near(self);
    const awake = near.filter(({ cluster }) => this.#isAwake(cluster, self.at)).slice(0, NEAR_MAX);
    const draft = this.#draft(self, awake, nextId);
    this.#mergeAround(draft, awake, nextId);
    const asleep = near.find((other) => !awake.includes(other) && other.score >= other.threshold);
    return {
      joins: draft.id >= nextId || !draft.because ? null : { clusterId: draft.id, because: draft.because },
      merges: draft.merges,
      moves: draft.moves,
      follows: draft.id < nextId ? null : (asleep?.cluster.id ?? null),
    };
  }

  /** Does what `place` decided, the story itself included, and learns from it. Returns the id of the story's cluster. */
  apply(story: StoryText, { joins, merges, moves }: Placement, nextId: number): number {
    const clusterId = joins?.clusterId ?? nextId;
    for (const { storyId, from, into } of moves) this.move(storyId, from, into);
    for (const { from, into } of merges) this.merge(from, into);
    this.add(story, clusterId);
    return clusterId;
  }

  /** Takes a story into a cluster, which it founds when the index does not have it, and learns its words. */
  add(story: StoryText, clusterId: number): void {
    this.#welcome(this.#memberOf(story), clusterId, true);
  }

  /** As `add`, for a story whose words were learnt in an earlier run: how the index is rebuilt. */
  restore(story: StoryText, clusterId: number): void {
    this.#welcome(this.#memberOf(story), clusterId, false);
  }

  /** Puts all stories of `from` into `into`. */
  merge(from: number, into: number): void {
    const source = this.#clusters.get(from);
    if (!source || from === into) return;
    this.#words.learn(this.#drop(source), -1);
    this.#words.learnEvent(-1);
    for (const member of source.members) this.#enter(member, into, true);
  }

  /** Takes one story out of its cluster and into another, which is founded where it does not exist. */
  move(storyId: number, from: number, into: number): void {
    const member = this.#clusters.get(from)?.members.find((each) => each.storyId === storyId);
    if (member && from !== into) this.#transfer(member, from, into);
  }

  /** Forgets clusters whose last story is older. */
  forgetBefore(at: Date): void {
    const gone = new Set<Member>();
    for (const cluster of this.#clusters.values()) {
      if (cluster.lastAt >= at.getTime()) continue;
      this.#drop(cluster);
      for (const member of cluster.members) gone.add(member);
    }
    this.#outlets.removeAll(gone);
  }

  /** Related events, best first; `score` is the cosine between what both say on average. */
  similar(clusterId: number, limit: number): SimilarCluster[] {
    const cluster = this.#clusters.get(clusterId);
    if (!cluster) return [];
    const mean = this.#comparer.meanOf(latest(cluster.members));
    const others = this.#candidates(mean)
      .filter((other) => other !== cluster)
      .map(({ id, members }) => ({ id, mean: this.#comparer.meanOf(latest(members)) }))
      .sort((a, b) => a.id - b.id);
    const compared = this.#comparer.compareMean(mean, others, this.#rules.similar);
    return compared
      .slice(0, limit)
      .map(({ item, score, words }) => ({ clusterId: item.id, score: round(score), words }));
  }

  #draft(self: Member, awake: readonly Near[], nextId: number): Draft {
    const [best] = awake
      .filter(({ score, threshold }) => score >= threshold)
      .sort((a, b) => b.score - b.threshold - (a.score - a.threshold) || a.cluster.id - b.cluster.id);
    if (best && best.cluster.members.length > this.#rules.regroupStories) {
      const because = this.#explainJoin(self, best);
      return { id: best.cluster.id, because, members: [...best.cluster.members, self], merges: [], moves: [] };
    }
    const clusters = this.#regroupable(awake);
    if (clusters.length === 0) return { id: nextId, because: null, members: [self], merges: [], moves: [] };
    const groups = rearrange(self, clusters, this.#comparer, this.#rules, this.#bias());
    let next = nextId;
    const ids = groups.map(({ clusterId }) => clusterId ?? next++);
    const explain = (member: Member, group: Group): Explanation => this.#explainFit(member, group, self);
    const { merges, moves } = changesOf(groups, ids, clusters, explain);
    const own = groups[0] as Group;
    const because = own.members.length > 1 ? explain(self, own) : null;
    return { id: ids[0] as number, because, members: own.members, merges: [...merges], moves: [...moves] };
  }

  #bias(): number {
    const { neighbourBias, neighbourBiasUnknown, known } = this.#rules;
    return neighbourBias + neighbourBiasUnknown * Math.max(0, Math.log(known / (this.#clusters.size + 1)));
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

  /** Merges clusters into that of the story where both, as wholes, say the same. */
  #mergeAround(draft: Draft, awake: readonly Near[], nextId: number): void {
    const ended = new Set([draft.id, ...draft.merges.map(({ from }) => from)]);
    const gone = new Set(draft.moves.map(({ storyId }) => storyId));
    const others: Rest[] = awake
      .filter(({ cluster, score }) => score >= this.#rules.regroupMin && !ended.has(cluster.id))
      .map(({ cluster: { id, members } }) => ({ id, members: members.filter(({ storyId }) => !gone.has(storyId)) }))
      .filter(({ members }) => members.length > 1);
    for (let round = 0; round < MERGES_MAX && draft.members.length > 1; round += 1) {
      const found = this.#oneEvent(draft.members, others);
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

  #oneEvent(members: readonly Member[], others: readonly Rest[]): [Rest, Explanation] | null {
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

  #explainJoin(self: Member, { score, threshold, closest }: Near): Explanation {
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

  #explainFit(member: Member, { closest }: Group, self: Member): Explanation {
    const best = closest.get(member);
    const threshold = this.#rules.neighbourLikeness;
    if (!best) return { rule: 'fits-nowhere', score: 0, threshold, words: [], with: self.storyId };
    this.#comparer.hold(member);
    const words = this.#comparer.sharedWords(best.member);
    return { rule: 'close-neighbours', score: round(best.likeness), threshold, words, with: best.member.storyId };
  }

  #isAwake(cluster: Cluster, at: number): boolean {
    return at <= cluster.lastAt + this.#quietMs && at >= cluster.firstAt - this.#quietMs;
  }

  /** A story is read once, although it is first placed and then added. */
  #memberOf(story: StoryText): Member {
    if (this.#lastRead?.story !== story) this.#lastRead = { story, member: memberOf(story, this.#words) };
    return this.#lastRead.member;
  }

  #near(self: Member): Near[] {
    return compareNear(self, this.#candidates(self), this.#comparer, this.#rules);
  }

  #candidates({ words, counts }: Vector): Cluster[] {
    const weights = Float64Array.from(words, (word, at) => ((counts[at] as number) * this.#words.rarity(word)) ** 2);
    const rank = (slot: number): number => (this.#bySlot[slot] as Cluster).id;
    const slots = this.#postings.heaviest(words, weights, { entries: ENTRIES_MAX, found: CANDIDATES_MAX }, rank);
    return slots.map((slot) => this.#bySlot[slot] as Cluster);
  }

  #welcome(member: Member, clusterId: number, learning: boolean): void {
    this.#outlets.add(member);
    this.#enter(member, clusterId, learning);
  }

  #enter(member: Member, clusterId: number, learning: boolean): void {
    let cluster = this.#clusters.get(clusterId);
    if (!cluster) {
      cluster = newCluster(clusterId, this.#freeSlots.pop() ?? this.#bySlot.length);
      this.#clusters.set(clusterId, cluster);
      this.#bySlot[cluster.slot] = cluster;
      if (learning) this.#words.learnEvent();
    }
    enter(cluster, member);
    const { slot } = cluster;
    const fresh = member.words.filter((word) => this.#postings.add(word, slot));
    if (learning) this.#words.learn(fresh);
  }

  #remove({ id, slot }: Cluster): void {
    this.#clusters.delete(id);
    this.#bySlot[slot] = null;
    this.#freeSlots.push(slot);
  }

  /** Takes a cluster out of the index; returns its words. */
  #drop(cluster: Cluster): Set<number> {
    this.#remove(cluster);
    const words = new Set(cluster.members.flatMap((member) => [...member.words]));
    for (const word of words) this.#postings.remove(word, cluster.slot);
    return words;
  }

  #transfer(member: Member, from: number, into: number): void {
    const source = this.#clusters.get(from) as Cluster;
    leave(source, member);
    const kept = new Set(source.members.flatMap(({ words }) => [...words]));
    const gone = member.words.filter((word) => !kept.has(word));
    for (const word of gone) this.#postings.remove(word, source.slot);
    this.#words.learn(gone, -1);
    if (source.members.length === 0) {
      this.#remove(source);
      this.#words.learnEvent(-1);
    }
    this.#enter(member, into, true);
  }
}
