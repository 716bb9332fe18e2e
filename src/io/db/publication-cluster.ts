import type { Explanation } from '../../model/decision.ts';
import type { ArticleReasons, ClusterFile, Headline, PublishedEntry } from '../../model/publication.ts';
import { readEntries } from './publication-entries.ts';
import { readNamedSources } from './publication-sources.ts';
import type { Queryable } from './queryable.ts';
import { readSimilar } from './similar-store.ts';
import { STORY_REASON } from './story-reason.ts';

/** Where the address of a cluster leads: to itself, for ever to the one it was merged into, or nowhere. */
export async function findCluster(database: Queryable, id: number): Promise<number | null> {
  const { rows } = await database.query<{ id: number }>(
    `with recursive way as (
       select id, merged_into from newsbraid.cluster where id = $1
       union select next.id, next.merged_into from newsbraid.cluster next join way on next.id = way.merged_into
     ) select id from way where merged_into is null`,
    [id],
  );
  return rows[0]?.id ?? null;
}

/** Whether there was a cluster of this number, which was deleted for its age. */
export async function isGoneCluster(database: Queryable, id: number): Promise<boolean> {
  const { rows } = await database.query('select from newsbraid.gone_cluster where id = $1', [id]);
  return rows.length > 0;
}

/** The cluster in which a story is now; null: there is no such story. */
export async function findStory(database: Queryable, id: number): Promise<number | null> {
  const { rows } = await database.query<{ cluster_id: number }>(
    'select cluster_id from newsbraid.story where id = $1',
    [id],
  );
  return rows[0] ? findCluster(database, rows[0].cluster_id) : null;
}

const HEADLINE = `select c.id, i.title, c.outlet_count, c.last_at
  from newsbraid.cluster c join newsbraid.story s on s.id = c.lead_story_id join newsbraid.item i on i.id = s.lead_item_id`;

interface HeadlineRow {
  id: number;
  title: string;
  outlet_count: number;
  last_at: Date;
}

const SIMILAR_MAX = 8;
/** What went before and what followed is similar as well, but named already. */
const CHAIN_MAX = 20;

/** Everything about one cluster; null when it is not there or has ended in another. */
export async function readCluster(database: Queryable, id: number): Promise<ClusterFile | null> {
  const [entry] = await readEntries(database, 'cluster', [id], await readNamedSources(database));
  if (!entry) return null;
  const [reasons, earlier, later, similar, merged, moved] = await Promise.all([
    readReasons(database, entry),
    database.query<HeadlineRow>(
      `with recursive chain as (
         select id, follows, 1 as step from newsbraid.cluster where id = $1
         union all select c.id, c.follows, step + 1 from newsbraid.cluster c join chain on c.id = chain.follows where step < ${CHAIN_MAX}
       ) ${HEADLINE} where c.id in (select id from chain where step > 1) and c.merged_into is null order by c.last_at desc`,
      [id],
    ),
    database.query<HeadlineRow>(`${HEADLINE} where c.follows = $1 and c.merged_into is null order by c.last_at`, [id]),
    readSimilar(database, [id], SIMILAR_MAX + 2 * CHAIN_MAX),
    database.query<{ id: number; merged_at: Date; merged_because: Explanation | null }>(
      'select id, merged_at, merged_because from newsbraid.cluster where merged_into = $1 order by merged_at',
      [id],
    ),
    database.query<{ story_id: number; cluster_id: number; because: Explanation | null }>(
      `select distinct on (story.id) story.id as story_id, story.cluster_id, move.because
       from newsbraid.move join newsbraid.story on story.id = move.story_id
       where move.from_cluster_id = $1 and story.cluster_id <> $1 order by story.id, move.at desc`,
      [id],
    ),
  ]);
  const named = new Set([...earlier.rows, ...later.rows].map(({ id }) => id));
  const others = (similar.get(id) ?? []).filter(({ clusterId }) => !named.has(clusterId));
  return {
    entry,
    reasons,
    earlier: earlier.rows.map(toHeadline),
    later: later.rows.map(toHeadline),
    similar: others.slice(0, SIMILAR_MAX),
    merged: merged.rows.map((row) => ({ clusterId: row.id, at: row.merged_at, because: row.merged_because })),
    moved: moved.rows.map((row) => ({
      storyId: row.story_id,
      clusterId: row.cluster_id,
      because: row.because,
    })),
  };
}

async function readReasons(
  database: Queryable,
  { articles }: PublishedEntry,
): Promise<ReadonlyMap<number, ArticleReasons>> {
  const { rows } = await database.query<ArticleReasons & { id: number; came_with: number | null }>(
    `select item_id as id, member.because, ${STORY_REASON.because} as "storyBecause", ${STORY_REASON.cameWith} as came_with
     from newsbraid.member join newsbraid.story on story.id = story_id ${STORY_REASON.joins} where item_id = any($1::bigint[])`,
    [articles.map(({ id }) => id)],
  );
  return new Map(
    rows.map(({ id, because, storyBecause, came_with }) => [id, { because, storyBecause, cameWith: came_with }]),
  );
}

function toHeadline(row: HeadlineRow): Headline {
  return { clusterId: row.id, title: row.title, outletCount: row.outlet_count, at: row.last_at };
}
