import type { Kysely } from 'kysely';
import { comparedText, newIndexes, summarise } from './braid.ts';
import { correctWithin } from './correct.ts';
import * as store from './io/db/braid-store.ts';
import { findNamed } from './io/db/corrections-store.ts';
import { readNow } from './io/db/now.ts';
import type { Tables } from './io/db/tables.ts';
import { readWordTables } from './io/word-tables.ts';
import type { Explanation, Placement } from './model/decision.ts';
import { type BraidConfig, remembered } from './pipeline.ts';
import { memberOf, type StoryText } from './stages/cluster/member.ts';
import { enforce } from './stages/corrections/enforce.ts';
import { NamedStories } from './stages/corrections/named-stories.ts';
import { type Reclustering, type Replaced, reclusteringOf } from './stages/recluster.ts';
import { WordStatistics } from './text/words/statistics.ts';

/** A story as it was braided, with the cluster that it is in. */
type Placed = store.BraidedItem;

/** What placing everything anew changes, or would change. */
export interface Reclustered extends Reclustering {
  /** Those that were placed, in the order in which they were braided. */
  readonly stories: readonly Placed[];
}

/**
 * Places the stories of the memory window anew, in the order in which they were braided, with the settings and corrections of
 * now; clusters that began before the window are left as they are. Nothing is stored. Clusters that a story's word counts came
 * from are counted out first, so that it is compared as it was then, and a second run finds what the first did.
 */
export async function planReclustering(
  transaction: Kysely<Tables>,
  { cluster: settings, corrections }: BraidConfig,
): Promise<Reclustered & { readonly words: WordStatistics }> {
  const since = remembered(settings, await readNow(transaction));
  const learned = await store.readWords(transaction);
  const still = new Set(await store.findBegunBefore(transaction, since));
  const stories = firstItems(await store.readBraidedSince(transaction, since));
  const anew = new Set(stories.filter(({ clusterId }) => !still.has(clusterId)).map(({ storyId }) => storyId));
  const { nextStoryId, nextClusterId } = await store.readCounters(transaction);

  const named = new NamedStories(corrections);
  const keysOf = new Map<number, string[]>();
  for (const story of await findNamed(transaction, [...named.keys])) {
    if (anew.has(story.storyId)) keysOf.set(story.storyId, [...(keysOf.get(story.storyId) ?? []), story.key]);
    else named.note(story);
  }
  const { events, words, compared } = newIndexes(settings, readWordTables(), learned, corrections, named);
  const counted = stories.filter(({ storyId }) => anew.has(storyId) && storyId < learned.nextStoryId);
  unlearn(counted.map(compared as (story: Placed) => Placed), words);

  const groupOf = new Map<number, number>();
  const because = new Map<number, Explanation | null>();
  let next = nextClusterId;
  for (const item of stories) {
    const story = compared(item);
    if (!anew.has(item.storyId)) {
      if (item.storyId < learned.nextStoryId) events.restore(story, item.clusterId);
      else events.add(story, item.clusterId);
      groupOf.set(item.storyId, item.clusterId);
      continue;
    }
    const self = { storyId: item.storyId, keys: keysOf.get(item.storyId) ?? [] };
    const placement = leaving(still, named.obey(self, events.place(story, next), next));
    const group = events.apply(story, placement, next);
    named.follow(self, placement, group);
    groupOf.set(item.storyId, group);
    because.set(item.storyId, placement.joins?.because ?? null);
    for (const change of [...placement.moves, ...placement.merges]) follow(change, groupOf, because);
    next = Math.max(next, group + 1, ...placement.moves.map(({ into }) => into + 1));
  }
  for (const change of enforce(named, { nextStoryId, nextClusterId: next }).changes) follow(change, groupOf, because);
  const replaced = stories.map(
    ({ storyId, clusterId }): Replaced => ({
      ...{ storyId, before: clusterId, after: groupOf.get(storyId) as number, because: because.get(storyId) ?? null },
    }),
  );
  return { stories, words, ...reclusteringOf(replaced, nextClusterId) };
}
