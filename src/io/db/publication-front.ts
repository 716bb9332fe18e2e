import { type Filter, filterQuery } from '../../model/filter.ts';
import type { Candidate, Choices, PublishedEntry } from '../../model/publication.ts';
import { readEntries } from './publication-entries.ts';
import { asKnown } from './publication-known.ts';
import { pick } from './publication-pick.ts';
import type { Reading } from './publication-reading.ts';
import { readNamedSources } from './publication-sources.ts';
import type { Queryable } from './queryable.ts';

/** Enough for what is fresh to be among them: a day of a service with 3,000 clusters a day, less where few match. */
const CANDIDATES_MAX = 3000;
const CANDIDATES_FILTERED = 300;

/** What could be on the front page, as far as ranking needs it, and the filter as it is spelt here. */
export async function readCandidates(
  database: Queryable,
  asked: Filter,
  reading: Reading,
): Promise<{ filter: Filter; candidates: Candidate[] }> {
  const sources = await readNamedSources(database);
  const filter = await asKnown(database, asked, sources);
  const isWhole = filterQuery(filter) === '';
  const limit = isWhole ? CANDIDATES_MAX : CANDIDATES_FILTERED;
  const clusters = { ...filter, group: 'cluster' as const };
  const picked = await pick(database, clusters, reading, sources, { order: 'newest', limit });
  const { rows } = await database.query<{ id: number; outlet_count: number; first_at: Date; last_at: Date }>(
    'select id, outlet_count, first_at, last_at from newsbraid.cluster where id = any($1::bigint[])',
    [picked.map(({ id }) => id)],
  );
  const candidates = rows.map((row) => ({
    id: row.id,
    outletCount: row.outlet_count,
    firstAt: row.first_at,
    lastAt: row.last_at,
  }));
  return { filter, candidates };
}

/** Clusters by id, in this order. */
export async function readClusters(database: Queryable, ids: readonly number[]): Promise<PublishedEntry[]> {
  return readEntries(database, 'cluster', ids, await readNamedSources(database));
}

/** Categories and languages of the sources in use, those of most sources first. */
export async function readChoices(database: Queryable): Promise<Choices> {
  const { rows } = await database.query<{ categories: string[]; languages: string[] }>(
    `with used as (select * from newsbraid.source where enabled and removed_at is null),
       category as (select name, count(*) as sources from used, unnest(categories) as name group by name),
       language as (select split_part(lower(language), '-', 1) as name, count(*) as sources from used where language <> '' group by 1)
     select array(select name from category order by sources desc, name) as categories,
       array(select name from language order by sources desc, name) as languages`,
  );
  return rows[0] ?? { categories: [], languages: [] };
}
