import type { Counters, PendingItem } from '../io/db/braid-read.ts';
import type { BraidWrite, ItemInStory, NewCluster, NewStory } from '../io/db/braid-write.ts';
import type { SimilarPair } from '../io/db/similar-store.ts';
import { type Corrections, noCorrections } from '../model/corrections.ts';
import type { ClusterChange, CopyDecision } from '../model/decision.ts';
import type { ItemText } from '../model/item.ts';
import type { ClusterSettings } from '../model/settings.ts';
import { EventIndex } from '../stages/cluster/event-index.ts';
import type { StoryText } from '../stages/cluster/member.ts';
import { similarTo } from '../stages/cluster/similar.ts';
import { withoutWords } from '../stages/corrections/ignored-words.ts';
import { NamedStories } from '../stages/corrections/named-stories.ts';
import { CopyIndex } from '../stages/dedupe/copy-index.ts';
import { entryIdOf } from '../text/keys.ts';
import { TextReader } from '../text/words/reader.ts';
import { type LearnedWords, WordStatistics, type WordTable } from '../text/words/statistics.ts';

/** What the braid remembers: known texts, known events, and the words of both. */
export interface Indexes {
  readonly copies: CopyIndex;
  readonly events: EventIndex;
  readonly reader: TextReader;
  readonly named: NamedStories;
  /** A story as it is compared with others: without the words that are to be ignored. */
  readonly compared: (story: StoryText) => StoryText;
}

/** Empty indexes, but for what was learnt of words before. `named`: the stories that the corrections name. */
export function newIndexes(
  settings: ClusterSettings,
  table: WordTable,
  learned: LearnedWords,
  corrections: Corrections = noCorrections,
  named = new NamedStories(corrections),
): Indexes {
  const reader = new TextReader(new WordStatistics(table, learned));
  const events = new EventIndex(settings, reader);
  return { copies: new CopyIndex(reader), events, reader, named, compared: comparedText(corrections.ignoreWords) };
}

function comparedText(ignored: readonly string[]): Indexes['compared'] {
  if (ignored.length === 0) return (story) => story;
  const without = withoutWords(ignored);
  return (story) => ({ ...story, title: without(story.title), summary: without(story.summary) });
}

/** What was decided on a batch; plain data, so that it can travel between threads. */
export interface Decided {
  readonly write: BraidWrite;
  /** Clusters that are similar news, as they were told apart when they were compared. */
  readonly similar: readonly SimilarPair[];
  readonly counters: Counters;
  /** Whether a correction names one of the items, so that what is stored then must be looked at again. */
  readonly named: boolean;
}

/**
 * The middle of the pipeline for one batch: dedupe, then cluster, item by item in order of arrival. Puts every item into a
 * story and every new story into a cluster. Pure but for the indexes, which it moves on: when the batch cannot be stored, they
 * must be rebuilt. `byUrl`: older stories by the key of their page.
 */
export function decideBatch(
  items: readonly PendingItem[],
  byUrl: ReadonlyMap<string, number>,
  indexes: Indexes,
  counters: Counters,
): Decided {
  const batch = new Batch(indexes, counters);
  for (const item of items) {
    if (item.storyId !== null) batch.keep(item, item.storyId);
    else batch.take(item, findCopy(item, byUrl, indexes.copies));
  }
  const { items: placed, stories, clusters, changes, similar, named } = batch;
  return { write: { items: placed, stories, clusters, changes }, similar, counters: batch.counters, named };
}

/** What a batch has decided so far. */
class Batch implements BraidWrite {
  readonly items: ItemInStory[] = [];
  readonly stories: NewStory[] = [];
  readonly clusters: NewCluster[] = [];
  readonly changes: ClusterChange[] = [];
  readonly similar: SimilarPair[] = [];
  readonly #indexes: Indexes;
  counters: Counters;
  named = false;

  constructor(indexes: Indexes, counters: Counters) {
    this.#indexes = indexes;
    this.counters = counters;
  }

  /** Edited: it stays where it is, whatever it says now. Others are compared with what it says now, as they will be after a restart. */
  keep(item: PendingItem, storyId: number): void {
    const { copies, events, compared } = this.#indexes;
    const isRemembered = copies.edit(item, storyId);
    if (item.founds) events.edit(compared({ ...item, storyId }), item.clusterId, isRemembered);
    this.items.push({ id: item.id, storyId, because: null });
  }

  take(item: PendingItem, found: CopyDecision | null): void {
    const { named } = this.#indexes;
    const keys = item.urlKey === null ? [] : [item.urlKey];
    if (keys.some((key) => named.keys.has(key))) this.named = true;
    const copy = found && named.mayCopy(keys, found.storyId) ? found : null;
    const storyId = copy?.storyId ?? this.counters.nextStoryId;
    this.#indexes.copies.add(item, storyId);
    this.items.push({ id: item.id, storyId, because: copy?.because ?? null });
    if (!copy) this.#place(item, storyId);
  }

  /** Finds the cluster of a new story. */
  #place(item: PendingItem, storyId: number): void {
    const { nextClusterId } = this.counters;
    const { events, named, compared } = this.#indexes;
    const permanentId = entryId('story', item);
    const keys = item.urlKey === null ? [permanentId] : [item.urlKey, permanentId];
    const story = compared({ ...item, storyId });
    const placement = named.obey({ storyId, keys }, events.place(story, nextClusterId), nextClusterId);
    const clusterId = events.apply(story, placement, nextClusterId);
    named.follow({ storyId, keys }, placement, clusterId);
    const { joins, moves, merges, follows } = placement;
    const because = joins?.because ?? null;
    const newsAt = item.isNews ? null : item.at;
    this.stories.push({ id: storyId, entryId: permanentId, clusterId, leadItemId: item.id, because });
    if (!joins) {
      this.clusters.push({
        id: clusterId,
        entryId: entryId('cluster', item),
        leadStoryId: storyId,
        at: item.at,
        newsAt,
        follows,
      });
    }
    const founded = new Map(moves.filter(({ into }) => into >= nextClusterId).map((move) => [move.into, move.storyId]));
    founded.delete(clusterId);
    for (const [id, leadStoryId] of founded)
      this.clusters.push({ id, entryId: null, leadStoryId, at: item.at, newsAt, follows: null });
    this.changes.push(...moves, ...merges);
    for (const other of similarTo(clusterId, placement))
      this.similar.push({ clusterId, otherId: other.clusterId, score: other.score });
    this.counters = {
      nextStoryId: storyId + 1,
      nextClusterId: Math.max(nextClusterId, clusterId + 1, ...[...founded.keys()].map((id) => id + 1)),
    };
  }
}

function findCopy(item: ItemText, byUrl: ReadonlyMap<string, number>, copies: CopyIndex): CopyDecision | null {
  const found = copies.find(item);
  if (found || !item.urlKey) return found;
  const storyId = byUrl.get(item.urlKey);
  if (storyId === undefined) return null;
  return { storyId, because: { rule: 'same-url', score: 1, threshold: 1, words: [], with: null } };
}

/** A cluster and the story that founds it are published under different ids. */
function entryId(kind: 'cluster' | 'story', { sourceUrl, identityKey }: PendingItem): string {
  return entryIdOf(sourceUrl, `${kind} ${identityKey}`);
}
