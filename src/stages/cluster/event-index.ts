import { afterMerges, type Placement } from '../../model/decision.ts';
import { HOUR } from '../../model/duration.ts';
import type { ClusterSettings } from '../../model/settings.ts';
import type { TextReader } from '../../text/words/reader.ts';
import type { Cluster } from './cluster.ts';
import { round } from './comparer.ts';
import { Decider } from './decider.ts';
import { type Member, memberOf, type StoryText } from './member.ts';
import { compareNear } from './near.ts';
import { CLUSTER_RULES, type ClusterRules, rulesFor } from './rules.ts';
import { ClusterStore } from './store.ts';
import { StoryComparer } from './story-comparer.ts';
import { Pages } from './vector.ts';

/** Clusters near a story that are looked at closely. */
const NEAR_MAX = 10;

/**
 * The events of the last days, and which of them a new story belongs to. Depends on nothing but the stories added and the
 * word statistics, so an index rebuilt from the database decides as the one that was lost.
 */
export class EventIndex {
  readonly #reader: TextReader;
  readonly #store: ClusterStore;
  readonly #comparer: StoryComparer;
  readonly #decider: Decider;
  readonly #rules: ClusterRules;
  readonly #quietMs: number;
  readonly #pages = new Pages();
  #lastRead: { readonly story: StoryText; readonly member: Member } | null = null;

  constructor(settings: Pick<ClusterSettings, 'quietHours' | 'strictness'>, reader: TextReader, rules = CLUSTER_RULES) {
    const { words } = reader;
    this.#reader = reader;
    this.#rules = rulesFor(settings.strictness, rules);
    this.#store = new ClusterStore(words);
    this.#comparer = new StoryComparer(words, this.#store.outlets, rules.oneOutlet);
    this.#quietMs = settings.quietHours * HOUR;
    this.#decider = new Decider(this.#comparer, this.#rules, this.#quietMs, () => this.#store.size);
  }

  /** Clusters in the index. */
  get size(): number {
    return this.#store.size;
  }

  /**
   * Decides where a story belongs, changing nothing; `apply` does what was decided.
   *
   * @param nextId The id of the cluster that the story founds where it joins none. It and the ids after it that `moves`
   *   name are new clusters.
   */
  place(story: StoryText, nextId: number): Placement {
    const self = this.#memberOf(story);
    const near = compareNear(self, this.#store.candidates(self), this.#comparer, this.#rules);
    const awake = near.filter(({ cluster }) => this.#isAwake(cluster, self.at)).slice(0, NEAR_MAX);
    const { fits, because, merges, moves } = this.#decider.decide(self, near, awake, nextId);
    const clusterId = afterMerges(fits, merges);
    const asleep = near.find((other) => !awake.includes(other) && other.score >= other.threshold);
    const founds = clusterId >= nextId || because === null;
    return {
      joins: founds ? null : { fits, clusterId, because },
      merges,
      moves,
      follows: founds ? (asleep?.cluster.id ?? null) : null,
      near: near
        .filter(({ score }) => score >= this.#rules.similar)
        .map(({ cluster, score }) => ({ clusterId: cluster.id, score: round(score) })),
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
    this.#store.add(this.#memberOf(story), clusterId, true);
  }

  /** As `add`, for a story whose words were learnt in an earlier run: how the index is rebuilt. */
  restore(story: StoryText, clusterId: number): void {
    this.#store.add(this.#memberOf(story), clusterId, false);
  }

  /**
   * Takes in what a story says since it was edited; it stays in its cluster.
   *
   * @param clusterId Where it was when it was stored.
   * @param everywhere Whether to look for it elsewhere, too, where it may have moved since.
   */
  edit(story: StoryText, clusterId: number | null, everywhere: boolean): void {
    this.#store.edit(this.#memberOf(story), clusterId, everywhere);
  }

  /** Puts all stories of `from` into `into`. */
  merge(from: number, into: number): void {
    this.#store.merge(from, into);
  }

  /** Takes one story out of its cluster and into another, which is founded where it does not exist. */
  move(storyId: number, from: number, into: number): void {
    this.#store.move(storyId, from, into);
  }

  /** Forgets clusters whose last story is older. */
  forgetBefore(at: Date): void {
    this.#store.forgetBefore(at.getTime());
  }

  #isAwake(cluster: Cluster, at: number): boolean {
    return at <= cluster.lastAt + this.#quietMs && at >= cluster.firstAt - this.#quietMs;
  }

  /** A story is first placed and then added. */
  #memberOf(story: StoryText): Member {
    if (this.#lastRead?.story !== story) this.#lastRead = { story, member: memberOf(story, this.#reader, this.#pages) };
    return this.#lastRead.member;
  }
}
