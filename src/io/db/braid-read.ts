import { type RawBuilder, sql } from 'kysely';
import type { ItemText } from '../../model/item.ts';
import { array } from './array.ts';
import type { Executor } from './tables.ts';
import type { WordsWritten } from './word-store.ts';

/** An item that waits to be braided: new, or edited since. */
export interface PendingItem extends ItemText {
  readonly sourceUrl: string;
  readonly identityKey: string;
  /** Its story, if it was edited; null if it is new. */
  readonly storyId: number | null;
  /** The cluster of that story, unless a batch that is not stored yet moved it. */
  readonly clusterId: number | null;
  /** Whether it founded that story, which is compared with others by its text. */
  readonly founds: boolean;
  /** Whether what it says is news now; else it was news when it was published. */
  readonly isNews: boolean;
}

/** An item that is in a story already. */
export interface BraidedItem extends ItemText {
  readonly storyId: number;
  readonly clusterId: number;
}

/** What the single writer remembers between batches. */
export interface Counters {
  readonly nextStoryId: number;
  readonly nextClusterId: number;
}

const ITEM_TEXT: RawBuilder<unknown> = sql.raw(`
  item.id, source.outlet, item.url_key as "urlKey", item.title, item.attribution,
  item.summary, coalesce(item.language, source.language) as language, source.priority, item.published_at as at`);

/** `offset 0`: looked up for each item, where the planner may read all members while it does not know yet how many there are. */
const STORY_OF_ITEM = sql`select story_id, because from newsbraid.member where item_id = item.id offset 0`;
/** Whether a member founded its story: what came later says why it is a copy. */
const FOUNDS = sql.raw('because is null');

/** The next items to braid after one (0: the first), in the order in which they arrived. */
export async function readPending(executor: Executor, limit: number, after: number): Promise<PendingItem[]> {
  const { rows } = await sql<PendingItem>`
    select ${ITEM_TEXT}, source.url as "sourceUrl", item.identity_key as "identityKey", member.story_id as "storyId",
      story.cluster_id as "clusterId", member.story_id is not null and member.${FOUNDS} as founds, is_news as "isNews"
    from (select item_id, is_news from newsbraid.pending where item_id > ${after} order by item_id limit ${limit}) pending
      join newsbraid.item on item.id = pending.item_id join newsbraid.source on source.id = item.source_id
      left join lateral (${STORY_OF_ITEM}) member on true left join newsbraid.story on story.id = member.story_id
    order by pending.item_id`.execute(executor);
  return rows;
}

/** How many items wait. */
export async function countPending(executor: Executor): Promise<number> {
  const { rows } = await sql<{
    pending: number;
  }>`select count(*)::int as pending from newsbraid.pending`.execute(executor);
  return rows[0]?.pending ?? 0;
}

/** Stories that an item of one of the same pages is in, however old; the oldest item decides. */
export async function findStoriesByUrl(
  executor: Executor,
  items: readonly PendingItem[],
): Promise<Map<string, number>> {
  const urlKeys = items.flatMap(({ urlKey }) => urlKey ?? []);
  if (urlKeys.length === 0) return new Map();
  const { rows } = await sql<{ urlKey: string; storyId: number }>`
    select distinct on (url_key) url_key as "urlKey", story_id as "storyId"
    from newsbraid.item cross join lateral (${STORY_OF_ITEM}) member
    where url_key = any(${array('uuid', urlKeys)}) order by url_key, id`.execute(executor);
  return new Map(rows.map(({ urlKey, storyId }) => [urlKey, storyId]));
}

/**
 * All items of clusters with something published since a moment, story by story, the founding item first: the indexes are
 * rebuilt from these.
 */
export async function readRemembered(executor: Executor, since: Date): Promise<BraidedItem[]> {
  const { rows } = await sql<BraidedItem>`
    select ${ITEM_TEXT}, item.story_id as "storyId", story.cluster_id as "clusterId"
    from newsbraid.cluster join newsbraid.story on story.cluster_id = cluster.id
      join newsbraid.braided item on item.story_id = story.id join newsbraid.source on source.id = item.source_id
    where cluster.merged_into is null and cluster.last_at >= ${since} order by story.id, item.${FOUNDS} desc, item.id`.execute(
    executor,
  );
  return rows;
}

/** Clusters that go on after a moment but began before it. */
export async function findBegunBefore(executor: Executor, since: Date): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from newsbraid.cluster where merged_into is null and first_at < ${since} and last_at >= ${since}`.execute(
    executor,
  );
  return rows.map(({ id }) => id);
}

/** Every item of the given clusters and of those that hold one of the given stories. */
export async function readMembers(
  executor: Executor,
  of: { readonly stories: readonly number[]; readonly clusters: readonly number[] },
): Promise<(BraidedItem & { outletCount: number })[]> {
  if (of.stories.length + of.clusters.length === 0) return [];
  const { rows } = await sql<BraidedItem & { outletCount: number }>`
    select ${ITEM_TEXT}, item.story_id as "storyId", story.cluster_id as "clusterId", cluster.outlet_count as "outletCount"
    from newsbraid.story join newsbraid.cluster on cluster.id = story.cluster_id
      join newsbraid.braided item on item.story_id = story.id join newsbraid.source on source.id = item.source_id
    where cluster.id in (
      select cluster_id from newsbraid.story where id = any(${array('bigint', of.stories)}) union select unnest(${array('bigint', of.clusters)}))
    order by item.id`.execute(executor);
  return rows;
}

export async function readCounters(executor: Executor): Promise<Counters & { readonly words: WordsWritten }> {
  const row = await executor.selectFrom('newsbraid.braid').selectAll().executeTakeFirstOrThrow();
  const words = { nextStoryId: row.words_next_story_id, at: row.words_at };
  return { nextStoryId: row.next_story_id, nextClusterId: row.next_cluster_id, words };
}
