import { sql } from 'kysely';
import type { ClusterChange, Explanation } from '../../model/decision.ts';
import { entryIdOf } from '../../text/keys.ts';
import { array } from './array.ts';
import type { Counters } from './braid-read.ts';
import { writeChanges } from './cluster-changes.ts';
import { type Columns, rowsOf } from './rows.ts';
import type { Executor } from './tables.ts';

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
  /** When it was news; null: it is now. */
  readonly newsAt: Date | null;
  readonly follows: number | null;
}

const ITEM_COLUMNS: Columns<ItemInStory> = {
  id: ['bigint', ({ id }) => id],
  story_id: ['bigint', ({ storyId }) => storyId],
  because: ['jsonb', ({ because }) => because],
};

/** Writes the decisions of a batch: a fixed number of statements. */
export async function writeBraid(executor: Executor, write: BraidWrite, now: Date): Promise<void> {
  await insertClusters(executor, await withEntryIds(executor, write), now);
  await insertStories(executor, write.stories, now);
  await holdStories(executor, write);
  await sql`
    insert into newsbraid.member (item_id, story_id, because)
    select id, story_id, because from ${rowsOf(write.items, ITEM_COLUMNS)}
    on conflict (item_id) do nothing`.execute(executor);
  const ids = write.items.map(({ id }) => id);
  await sql`delete from newsbraid.pending where item_id = any(${array('bigint', ids)})`.execute(executor);
  await writeChanges(executor, write.changes, now);
}

/**
 * Keeps the stories that items are added to until the commit. Throws when retention has deleted one that is still remembered:
 * then all must be looked up anew.
 */
async function holdStories(executor: Executor, { items, stories }: BraidWrite): Promise<void> {
  const fresh = new Set(stories.map(({ id }) => id));
  const older = [...new Set(items.map(({ storyId }) => storyId))].filter((id) => !fresh.has(id));
  const { rows } = await sql`
    select id from newsbraid.story where id = any(${array('bigint', older)}) for key share`.execute(executor);
  if (rows.length < older.length) throw new Error('a story was deleted for its age meanwhile');
}

const CLUSTER_COLUMNS: Columns<NewCluster> = {
  id: ['bigint', ({ id }) => id],
  entry_id: ['uuid', ({ entryId }) => entryId],
  lead_story_id: ['bigint', ({ leadStoryId }) => leadStoryId],
  at: ['timestamptz', ({ at }) => at],
  news_at: ['timestamptz', ({ newsAt }) => newsAt],
  follows: ['bigint', ({ follows }) => follows],
};

async function insertClusters(executor: Executor, clusters: readonly NewCluster[], now: Date): Promise<void> {
  if (clusters.length === 0) return;
  await sql`
    insert into newsbraid.cluster (id, entry_id, lead_story_id, created_at, first_at, last_at, updated_at, follows)
    select id, entry_id, lead_story_id, ${now}, at, at, coalesce(news_at, ${now}), follows
    from ${rowsOf(clusters, CLUSTER_COLUMNS)}`.execute(executor);
}

const STORY_COLUMNS: Columns<NewStory> = {
  id: ['bigint', ({ id }) => id],
  entry_id: ['uuid', ({ entryId }) => entryId],
  cluster_id: ['bigint', ({ clusterId }) => clusterId],
  lead_item_id: ['bigint', ({ leadItemId }) => leadItemId],
  because: ['jsonb', ({ because }) => because],
};

async function insertStories(executor: Executor, stories: readonly NewStory[], now: Date): Promise<void> {
  if (stories.length === 0) return;
  await sql`
    insert into newsbraid.story (id, entry_id, cluster_id, lead_item_id, created_at, because)
    select id, entry_id, cluster_id, lead_item_id, ${now}, because
    from ${rowsOf(stories, STORY_COLUMNS)}`.execute(executor);
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

/** Stores the counters, moves the version on, and tells every HTTP process after the commit. */
export async function finishBatch(executor: Executor, { nextStoryId, nextClusterId }: Counters): Promise<void> {
  await sql`
    with braid as (
      update newsbraid.braid set next_story_id = ${nextStoryId}, next_cluster_id = ${nextClusterId}, version = version + 1 returning version
    ) select pg_notify('newsbraid_published', version::text) from braid`.execute(executor);
}
