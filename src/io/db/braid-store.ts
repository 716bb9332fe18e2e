import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Explanation, Merge, Move } from '../../model/decision.ts';
import { HOUR } from '../../model/duration.ts';
import type { ItemText } from '../../model/item.ts';
import { entryIdOf } from '../../text/keys.ts';
import type { LearnedWords } from '../../text/words/statistics.ts';
import type { Tables } from './tables.ts';

/** Any connection or transaction of ours. */
type Executor = Kysely<Tables>;

/** An item that waits to be braided: new, or edited since. */
export interface PendingItem extends ItemText {
  readonly sourceUrl: string;
  readonly identityKey: string;
  /** Its story, if it was edited; null if it is new. */
  readonly storyId: number | null;
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
  item.id, item.source_id as "sourceId", source.outlet, item.url, item.url_key as "canonicalUrl", item.title, item.attribution,
  item.summary, coalesce(item.language, source.language) as language, source.priority, item.published_at as at`);

/** `offset 0`: looked up for each item, where the planner may read all members while it does not know yet how many there are. */
const STORY_OF_ITEM = sql`select story_id from newsbraid.member where item_id = item.id offset 0`;

/** The next items to braid after one (0: the first), in the order in which they arrived. */
export async function readPending(executor: Executor, limit: number, after: number): Promise<PendingItem[]> {
  const { rows } = await sql<PendingItem>`
    select ${ITEM_TEXT}, source.url as "sourceUrl", item.identity_key as "identityKey", member.story_id as "storyId"
    from (select item_id from newsbraid.pending where item_id > ${after} order by item_id limit ${limit}) pending
      join newsbraid.item on item.id = pending.item_id join newsbraid.source on source.id = item.source_id
      left join lateral (${STORY_OF_ITEM}) member on true
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

/** Stories that an item with one of the same canonical URLs is in, however old; the oldest item decides. */
export async function findStoriesByUrl(
  executor: Executor,
  items: readonly PendingItem[],
): Promise<Map<string, number>> {
  const urlKeys = items.flatMap(({ canonicalUrl }) => canonicalUrl ?? []);
  if (urlKeys.length === 0) return new Map();
  const { rows } = await sql<{ urlKey: string; storyId: number }>`
    select distinct on (url_key) url_key as "urlKey", story_id as "storyId"
    from newsbraid.item cross join lateral (${STORY_OF_ITEM}) member
    where url_key = any(${urlKeys}::uuid[]) order by url_key, id`.execute(executor);
  return new Map(rows.map(({ urlKey, storyId }) => [urlKey, storyId]));
}

/**
 * All items of the clusters that something was published in since a moment, in the order in which their stories were made: what
 * the indexes are rebuilt from.
 */
export async function readRemembered(executor: Executor, since: Date): Promise<BraidedItem[]> {
  const { rows } = await sql<BraidedItem>`
    select ${ITEM_TEXT}, item.story_id as "storyId", story.cluster_id as "clusterId"
    from newsbraid.cluster join newsbraid.story on story.cluster_id = cluster.id
      join newsbraid.braided item on item.story_id = story.id join newsbraid.source on source.id = item.source_id
    where cluster.merged_into is null and cluster.last_at >= ${since} order by story.id, item.id`.execute(executor);
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
      select cluster_id from newsbraid.story where id = any(${of.stories}::bigint[]) union select unnest(${of.clusters}::bigint[]))
    order by item.id`.execute(executor);
  return rows;
}

export async function readCounters(executor: Executor): Promise<Counters & { readonly words: WordsWritten }> {
  const row = await executor.selectFrom('newsbraid.braid').selectAll().executeTakeFirstOrThrow();
  const words = { nextStoryId: row.words_next_story_id, at: row.words_at };
  return { nextStoryId: row.next_story_id, nextClusterId: row.next_cluster_id, words };
}

/** Up to which story and when what was learnt of words was written last. */
interface WordsWritten {
  readonly nextStoryId: number;
  readonly at: Date;
}

/** So many stories change most of the words that they hold, and their words are learnt again within half a second after a restart. */
const UNWRITTEN_STORIES_MAX = 3000;
const UNWRITTEN_MS_MAX = HOUR;

/** Whether it is time to write the words of the stories before this one: what is not written is learnt again after a restart. */
export function areWordsDue(written: WordsWritten, nextStoryId: number, now: Date): boolean {
  const stories = nextStoryId - written.nextStoryId;
  return stories >= UNWRITTEN_STORIES_MAX || (stories > 0 && now.getTime() - written.at.getTime() >= UNWRITTEN_MS_MAX);
}

/** What a batch decided, ready to be written. */
export interface BraidWrite {
  readonly items: readonly ItemInStory[];
  readonly stories: readonly NewStory[];
  readonly clusters: readonly NewCluster[];
  /** In the order in which they were decided. */
  readonly changes: readonly ClusterChange[];
}

export interface ItemInStory {
  readonly id: number;
  readonly storyId: number;
  readonly because: Explanation | null;
}

export interface NewStory {
  readonly id: number;
  readonly entryId: string;
  readonly clusterId: number;
  readonly leadItemId: number;
  readonly because: Explanation | null;
}

export interface NewCluster {
  readonly id: number;
  /** null: it was split off; its id is derived from its lead story's. */
  readonly entryId: string | null;
  readonly leadStoryId: number;
  readonly at: Date;
  readonly follows: number | null;
}

/** A whole cluster goes into another, or one story moves. */
export type ClusterChange = Merge | Move;

/** Writes the decisions of a batch: a fixed number of statements. */
export async function writeBraid(executor: Executor, write: BraidWrite, now: Date): Promise<void> {
  await insertClusters(executor, await withEntryIds(executor, write), now);
  await insertStories(executor, write.stories, now);
  await holdStories(executor, write);
  await sql`
    insert into newsbraid.member (item_id, story_id, because)
    select id, "storyId", nullif(because, 'null')
    from jsonb_to_recordset(${JSON.stringify(write.items)}::jsonb) as row (id bigint, "storyId" bigint, because jsonb)
    on conflict (item_id) do nothing`.execute(executor);
  await sql`delete from newsbraid.pending where item_id = any(${write.items.map(({ id }) => id)}::bigint[])`.execute(
    executor,
  );
  await writeChanges(executor, write.changes, now);
}

/**
 * Keeps the stories that items are added to until the commit. Throws when retention has deleted one that is still remembered:
 * then all must be looked up anew.
 */
async function holdStories(executor: Executor, { items, stories }: BraidWrite): Promise<void> {
  const fresh = new Set(stories.map(({ id }) => id));
  const older = [...new Set(items.map(({ storyId }) => storyId))].filter((id) => !fresh.has(id));
  const { rows } = await sql`select id from newsbraid.story where id = any(${older}::bigint[]) for key share`.execute(
    executor,
  );
  if (rows.length < older.length) throw new Error('a story was deleted for its age meanwhile');
}

async function insertClusters(executor: Executor, clusters: readonly NewCluster[], now: Date): Promise<void> {
  if (clusters.length === 0) return;
  await sql`
    insert into newsbraid.cluster (id, entry_id, lead_story_id, created_at, first_at, last_at, updated_at, follows)
    select id, "entryId", "leadStoryId", ${now}, at, at, ${now}, follows
    from jsonb_to_recordset(${JSON.stringify(clusters)}::jsonb) as row (
      id bigint, "entryId" uuid, "leadStoryId" bigint, at timestamptz, follows bigint)`.execute(executor);
}

async function insertStories(executor: Executor, stories: readonly NewStory[], now: Date): Promise<void> {
  if (stories.length === 0) return;
  await sql`
    insert into newsbraid.story (id, entry_id, cluster_id, lead_item_id, created_at, because)
    select id, "entryId", "clusterId", "leadItemId", ${now}, nullif(because, 'null')
    from jsonb_to_recordset(${JSON.stringify(stories)}::jsonb) as row (
      id bigint, "entryId" uuid, "clusterId" bigint, "leadItemId" bigint, because jsonb)`.execute(executor);
}

/** A story may found more than one cluster in its life, so the number of the cluster is part of a split one's id. */
async function withEntryIds(executor: Executor, { clusters, stories }: BraidWrite): Promise<NewCluster[]> {
  const split = clusters.filter(({ entryId }) => entryId === null).map(({ leadStoryId }) => leadStoryId);
  if (split.length === 0) return [...clusters];
  const known = await executor
    .selectFrom('newsbraid.story')
    .select(['id', 'entry_id'])
    .where('id', 'in', split)
    .execute();
  const ids = new Map([
    ...known.map(({ id, entry_id }) => [id, entry_id] as const),
    ...stories.map(({ id, entryId }) => [id, entryId] as const),
  ]);
  return clusters.map((cluster) => ({
    ...cluster,
    entryId: cluster.entryId ?? entryIdOf(ids.get(cluster.leadStoryId) as string, `cluster ${cluster.id}`),
  }));
}

/**
 * Writes merges and moves, in the order in which they were decided, in three statements for however many. The older cluster of a
 * merge goes on; the other redirects to it for ever, and so does whatever redirected to the other. A story that moves is taken
 * from one cluster into another; each move is kept.
 */
export async function writeChanges(executor: Executor, changes: readonly ClusterChange[], now: Date): Promise<void> {
  const { merges, moves, places } = outcomeOf(changes);
  if (merges.length > 0) {
    await sql`
      with merge as (
        select * from jsonb_to_recordset(${JSON.stringify(merges)}::jsonb) as merge ("from" bigint, "into" bigint, because jsonb)
      ), moved as (
        update newsbraid.story set cluster_id = "into" from merge where cluster_id = "from"
      )
      update newsbraid.cluster as cluster set merged_into = "into",
        merged_because = case when id = "from" then merge.because else merged_because end,
        merged_at = case when id = "from" then ${now} else merged_at end
      from merge where id = "from" or merged_into = "from"`.execute(executor);
  }
  if (moves.length > 0) {
    await sql`
      update newsbraid.story as story set cluster_id = place.cluster_id, because = place.because
      from jsonb_to_recordset(${JSON.stringify(places)}::jsonb) as place (story_id bigint, cluster_id bigint, because jsonb)
      where id = place.story_id`.execute(executor);
    await sql`
      insert into newsbraid.move (story_id, from_cluster_id, into_cluster_id, at, because)
      select "storyId", "from", "into", ${now}, because
      from jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as move ("storyId" bigint, "from" bigint, "into" bigint, because jsonb)`.execute(
      executor,
    );
  }
}

/** What many changes come to: where each cluster that ended leads, and where each story that moved is, at the end of all. */
function outcomeOf(changes: readonly ClusterChange[]) {
  const merges: Merge[] = [];
  const moves: Move[] = [];
  const places = new Map<number, { story_id: number; cluster_id: number; because: Explanation }>();
  for (const change of changes) {
    const { from, into, because } = change;
    if ('storyId' in change) {
      moves.push(change);
      places.set(change.storyId, { story_id: change.storyId, cluster_id: into, because });
    } else {
      merges.push(change);
      for (const place of places.values()) if (place.cluster_id === from) place.cluster_id = into;
    }
  }
  const next = new Map(merges.map(({ from, into }) => [from, into]));
  const lastOf = (id: number): number => (next.has(id) ? lastOf(next.get(id) as number) : id);
  return {
    merges: merges.map(({ from, because }) => ({ from, into: lastOf(from), because })),
    moves,
    places: [...places.values()],
  };
}

/** What a cluster looks like after a batch. */
export interface ClusterSummary {
  readonly id: number;
  readonly leadStoryId: number;
  readonly storyCount: number;
  readonly outletCount: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** Whether readers shall see it as updated. */
  readonly news: boolean;
  readonly stories: readonly { readonly id: number; readonly leadItemId: number }[];
}

export async function writeSummaries(
  executor: Executor,
  summaries: readonly ClusterSummary[],
  now: Date,
): Promise<void> {
  if (summaries.length === 0) return;
  await sql`
    update newsbraid.cluster as cluster set lead_story_id = "leadStoryId", story_count = "storyCount", outlet_count = "outletCount",
      first_at = "firstAt", last_at = "lastAt", updated_at = case when news then ${now} else cluster.updated_at end
    from jsonb_to_recordset(${JSON.stringify(summaries)}::jsonb) as row (id bigint, "leadStoryId" bigint, "storyCount" int,
      "outletCount" int, "firstAt" timestamptz, "lastAt" timestamptz, news boolean)
    where cluster.id = row.id`.execute(executor);
  const leads = summaries.flatMap(({ stories }) => stories);
  await sql`
    update newsbraid.story as story set lead_item_id = row."leadItemId"
    from jsonb_to_recordset(${JSON.stringify(leads)}::jsonb) as row (id bigint, "leadItemId" bigint)
    where story.id = row.id and lead_item_id <> row."leadItemId"`.execute(executor);
}

/** Stores the counters, moves the version on, and tells every HTTP process after the commit. */
export async function finishBatch(executor: Executor, { nextStoryId, nextClusterId }: Counters): Promise<void> {
  await sql`
    with braid as (
      update newsbraid.braid set next_story_id = ${nextStoryId}, next_cluster_id = ${nextClusterId}, version = version + 1 returning version
    ) select pg_notify('newsbraid_published', version::text) from braid`.execute(executor);
}

/** What was learnt of words, and up to which story. */
export async function readWords(executor: Executor): Promise<LearnedWords & { readonly nextStoryId: number }> {
  const { words_events, words_next_story_id } = await executor
    .selectFrom('newsbraid.braid')
    .selectAll()
    .executeTakeFirstOrThrow();
  const words = await executor.selectFrom('newsbraid.word').selectAll().orderBy('word').execute();
  return { events: words_events, words, nextStoryId: words_next_story_id };
}

export async function writeWords(
  executor: Executor,
  { events, words }: LearnedWords,
  nextStoryId: number,
): Promise<void> {
  await sql`update newsbraid.braid set words_events = ${events}, words_next_story_id = ${nextStoryId}, words_at = now()`.execute(
    executor,
  );
  await sql`
    insert into newsbraid.word (word, events)
    select * from unnest(${words.map(({ word }) => word)}::text[], ${words.map((word) => word.events)}::float8[])
    on conflict (word) do update set events = excluded.events`.execute(executor);
  if (words.some((word) => word.events === 0))
    await executor.deleteFrom('newsbraid.word').where('events', '=', 0).execute();
}
