import type { Database } from '../../../src/io/db/connect.ts';

/** One item as these tests tell it; the rest is made up. */
export interface Told {
  readonly outlet: string;
  readonly title: string;
  readonly at: string;
  readonly cluster: number;
  /** Default: a story of its own. */
  readonly story?: number;
  readonly summary?: string;
  readonly titleBefore?: string;
}

const because = (rule: string, compared: number) =>
  JSON.stringify({
    rule,
    score: 0.8,
    threshold: 0.5,
    words: [
      { word: 'dam', weight: 9 },
      { word: 'flood', weight: 4 },
    ],
    with: compared,
  });

/** Stores items with their stories and clusters, as if they had been polled and braided; returns their ids in order. */
export async function tell({ pool }: Pick<Database, 'pool'>, items: readonly Told[]): Promise<number[]> {
  const ids: number[] = [];
  for (const item of items) {
    const source = await sourceOf(pool, item.outlet);
    const key = `${item.outlet} ${item.title} ${item.at}`;
    const { rows } = await pool.query<{ id: number }>(
      `insert into newsbraid.item (source_id, identity_key, url_key, url, title, title_before, edited_at, summary, language, content_hash,
         published_at, dated, first_seen_at)
       values ($1, md5($2)::uuid, md5('url ' || $2)::uuid, $3, $4, $5, case when $5::text is not null then $6::timestamptz end, $7, 'en',
         'hash', $6, true, $6) returning id`,
      [
        source,
        key,
        `https://${item.outlet}.example/${ids.length}`,
        item.title,
        item.titleBefore ?? null,
        item.at,
        item.summary ?? '',
      ],
    );
    const id = rows[0]?.id as number;
    const story = item.story ?? 1000 + id;
    const founded = await pool.query(
      `insert into newsbraid.cluster (id, entry_id, lead_story_id, created_at, first_at, last_at, updated_at)
       values ($1, md5('cluster ' || $1::bigint)::uuid, $2, $3, $3, $3, $3) on conflict do nothing`,
      [item.cluster, story, item.at],
    );
    const fresh = await pool.query(
      `insert into newsbraid.story (id, entry_id, cluster_id, lead_item_id, created_at, because)
       values ($1, md5('story ' || $1::bigint)::uuid, $2, $3, $4, $5) on conflict do nothing`,
      [story, item.cluster, id, item.at, founded.rowCount ? null : because('shared-rare-words', story)],
    );
    await pool.query('insert into newsbraid.member (item_id, story_id, because) values ($1, $2, $3)', [
      ...[id, story, fresh.rowCount ? null : because('near-equal-text', id)],
    ]);
    await pool.query('insert into newsbraid.unsearched values ($1)', [id]);
    await pool.query(SUM_UP, [item.cluster]);
    ids.push(id);
  }
  return ids;
}

/** Ends one cluster in another, as a story that belongs to both does. */
export async function merge({ pool }: Pick<Database, 'pool'>, from: number, into: number): Promise<void> {
  await pool.query('update newsbraid.story set cluster_id = $2 where cluster_id = $1', [from, into]);
  await pool.query('update newsbraid.cluster set merged_into = $2 where merged_into = $1', [from, into]);
  await pool.query(
    'update newsbraid.cluster set merged_into = $2, merged_because = $3, merged_at = updated_at where id = $1',
    [...[from, into, because('merge', 1)]],
  );
  await pool.query(SUM_UP, [into]);
}

async function sourceOf(pool: Database['pool'], outlet: string): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    `insert into newsbraid.source (url, host, outlet, categories, added_at) values ($1, $2, $3, '{world}', '2020-01-01Z')
     on conflict (url) do update set host = excluded.host returning id`,
    [`https://${outlet}.example/feed`, `${outlet}.example`, outlet],
  );
  return rows[0]?.id as number;
}

const SUM_UP = `update newsbraid.cluster set story_count = sums.stories, outlet_count = sums.outlets, first_at = sums.first_at,
    last_at = sums.last_at, updated_at = sums.last_at
  from (
    select count(distinct story.id) as stories, count(distinct source.outlet) as outlets, min(published_at) as first_at, max(published_at) as last_at
    from newsbraid.story join newsbraid.braided item on item.story_id = story.id join newsbraid.source on source.id = item.source_id
    where cluster_id = $1
  ) sums where id = $1`;
