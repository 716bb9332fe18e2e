import type { BraidedItem, Counters } from '../io/db/braid-read.ts';
import { type ClusterChange, type Explanation, type Placement, withChanges } from '../model/decision.ts';
import { memberOf } from '../stages/cluster/member.ts';
import { Pages, wordsOf } from '../stages/cluster/vector.ts';
import { enforce } from '../stages/corrections/enforce.ts';
import type { NamedStory } from '../stages/corrections/named-stories.ts';
import { type Reclustering, type Replaced, reclusteringOf } from '../stages/recluster.ts';
import type { WordStatistics } from '../text/words/statistics.ts';
import type { Indexes } from './decide-batch.ts';

/**
 * Stories placed once more in the order in which they were braided, as if they came now. Pure but for the indexes, which must be
 * empty. The words that the stories taught are unlearnt first, so that each is compared with what was known when it came, and
 * so that placing the outcome anew gives the same outcome.
 */
export class Replay {
  readonly #indexes: Indexes;
  readonly #named: readonly NamedStory[];
  /** Stories from this one on are not in the word statistics yet. */
  readonly #firstUnlearnt: number;
  readonly #counters: Counters;
  readonly #groups = new Map<number, number>();
  readonly #because = new Map<number, Explanation | null>();
  readonly #follows = new Map<number, number>();
  /** Groups that merged, and into which. */
  readonly #ended = new Map<number, number>();
  #next: number;

  constructor(indexes: Indexes, named: readonly NamedStory[], firstUnlearnt: number, counters: Counters) {
    this.#indexes = indexes;
    this.#named = named;
    this.#firstUnlearnt = firstUnlearnt;
    this.#counters = counters;
    this.#next = counters.nextClusterId;
  }

  get words(): WordStatistics {
    return this.#indexes.reader.words;
  }

  /** Places all stories but those of the clusters `still`, which stay where they are and may be joined. */
  run(stories: readonly BraidedItem[], still: ReadonlySet<number>): Reclustering {
    const anew = stories.filter(({ clusterId }) => !still.has(clusterId));
    this.#unlearn(anew);
    const keysOf = this.#noteOthers(new Set(anew.map(({ storyId }) => storyId)));
    for (const story of stories) {
      if (still.has(story.clusterId)) this.#keep(story);
      else this.#place(story, keysOf.get(story.storyId) ?? [], still);
    }
    const left = enforce(this.#indexes.named, { ...this.#counters, nextClusterId: this.#next });
    for (const change of left.changes) this.#follow(change);
    const replaced = stories.map(({ storyId, clusterId }): Replaced => {
      const follows = this.#follows.get(storyId);
      return {
        storyId,
        before: clusterId,
        after: this.#now(this.#groups.get(storyId) as number),
        because: this.#because.get(storyId) ?? null,
        follows: follows === undefined ? null : this.#now(follows),
      };
    });
    return reclusteringOf(replaced, this.#counters.nextClusterId);
  }

  #unlearn(stories: readonly BraidedItem[]): void {
    const { reader, compared } = this.#indexes;
    const { words } = reader;
    const pages = new Pages();
    const learnt = new Map<number, Set<number>>();
    for (const story of stories) {
      if (story.storyId >= this.#firstUnlearnt) continue;
      const met = learnt.get(story.clusterId) ?? new Set();
      for (const word of wordsOf(memberOf(compared(story), reader, pages))) met.add(word);
      learnt.set(story.clusterId, met);
    }
    for (const met of learnt.values()) {
      words.learn(met, -1);
      words.learnEvent(-1);
    }
  }

  /** Notes where the named stories are that are not placed anew; returns the keys of the others. */
  #noteOthers(anew: ReadonlySet<number>): Map<number, string[]> {
    const keysOf = new Map<number, string[]>();
    for (const story of this.#named) {
      if (anew.has(story.storyId)) keysOf.set(story.storyId, [...(keysOf.get(story.storyId) ?? []), story.key]);
      else this.#indexes.named.note(story);
    }
    return keysOf;
  }

  #keep(story: BraidedItem): void {
    const { events, compared } = this.#indexes;
    if (story.storyId < this.#firstUnlearnt) events.restore(compared(story), story.clusterId);
    else events.add(compared(story), story.clusterId);
    this.#groups.set(story.storyId, story.clusterId);
  }

  #place(item: BraidedItem, keys: readonly string[], still: ReadonlySet<number>): void {
    const { events, named, compared } = this.#indexes;
    const story = compared(item);
    const self = { storyId: item.storyId, keys };
    const placement = leaving(still, named.obey(self, events.place(story, this.#next), this.#next));
    const group = events.apply(story, placement, this.#next);
    named.follow(self, placement, group);
    this.#groups.set(item.storyId, group);
    this.#because.set(item.storyId, placement.joins?.because ?? null);
    if (placement.follows !== null) this.#follows.set(item.storyId, placement.follows);
    for (const change of [...placement.moves, ...placement.merges]) this.#follow(change);
    this.#next = Math.max(this.#next, group + 1, ...placement.moves.map(({ into }) => into + 1));
  }

  #follow(change: ClusterChange): void {
    if ('storyId' in change) {
      this.#groups.set(change.storyId, change.into);
      this.#because.set(change.storyId, change.because);
      return;
    }
    this.#ended.set(change.from, change.into);
  }

  /** The group in which a group went on. */
  #now(group: number): number {
    let now = group;
    for (let next = this.#ended.get(now); next !== undefined; next = this.#ended.get(now)) now = next;
    return now;
  }
}

/** A placement that takes nothing out of some clusters. */
function leaving(still: ReadonlySet<number>, placement: Placement): Placement {
  return withChanges(placement, ({ from }) => !still.has(from));
}
