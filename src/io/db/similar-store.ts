import { type Kysely, sql } from 'kysely';
import type { SimilarCluster } from '../../model/publication.ts';
import { groupBy } from '../../text/group-by.ts';
import type { Queryable } from './queryable.ts';
import { rowsOf } from './rows.ts';
import type { Tables } from './tables.ts';

/** Two clusters that are similar news. */
export interface SimilarPair {
  readonly clusterId: number;
  readonly otherId: number;
  readonly score: number;
}

/**
 * Keeps which clusters are similar news, in both directions, with the highest score that each pair ever had. Leaves out pairs of
 * which retention has deleted one meanwhile.
 */
export async function writeSimilar(executor: Kysely<Tables>, pairs: readonly SimilarPair[]): Promise<void> {
  if (pairs.length === 0) return;
  const rows = rowsOf(pairs, {
    a: ['bigint', ({ clusterId }) => clusterId],
    b: ['bigint', ({ otherId }) => otherId],
    score: ['float8', ({ score }) => score],
  });
  await sql`
    insert into newsbraid.similar (cluster_id, other_id, score)
    select cluster_id, other_id, max(score)
    from ${rows} cross join lateral (values (a, b), (b, a)) as pair (cluster_id, other_id)
    where (select count(*) from newsbraid.cluster where id in (a, b)) = 2
    group by cluster_id, other_id
    on conflict (cluster_id, other_id) do update set score = excluded.score where excluded.score > "similar".score`.execute(
    executor,
  );
}

interface SimilarRow {
  cluster_id: number;
  id: number;
  title: string;
  outlet_count: number;
  last_at: Date;
  score: number;
}

/**
 * What is similar news to each of these clusters, best first, at most `limit` each; those that have none are not in it.
 *
 * @param createdUntil Clusters that appeared later are left out.
 */
export async function readSimilar(
  database: Queryable,
  clusterIds: readonly number[],
  limit: number,
  createdUntil: Date | null = null,
): Promise<ReadonlyMap<number, readonly SimilarCluster[]>> {
  const { rows } = await database.query<SimilarRow>(SIMILAR, [clusterIds, limit, createdUntil]);
  const similar = groupBy(rows, ({ cluster_id }) => cluster_id);
  return new Map([...similar].map(([id, others]) => [id, others.map(toSimilar)]));
}

function toSimilar(row: SimilarRow): SimilarCluster {
  const { title, score } = row;
  return { clusterId: row.id, title, outletCount: row.outlet_count, at: row.last_at, score };
}

/** Cluster by cluster, so that they are found by indexes even while Postgres has not counted its tables; headlines of those shown only. */
const SIMILAR = `select wanted.id as cluster_id, best.id, i.title, best.outlet_count, best.last_at, best.score
  from unnest($1::bigint[]) with ordinality as wanted (id, place)
    cross join lateral (
      select c.id, c.outlet_count, c.last_at, c.lead_story_id, score
      from news.similar_clusters pair join newsbraid.cluster c on c.id = similar_cluster_id
      where cluster_id = wanted.id and ($3::timestamptz is null or c.created_at <= $3)
      order by score desc, c.id desc limit $2
    ) best
    cross join lateral (select lead_item_id from newsbraid.story where story.id = best.lead_story_id offset 0) s
    cross join lateral (select title from newsbraid.item where item.id = s.lead_item_id offset 0) i
  order by place, score desc, best.id desc`;
