import type { Filter } from '../../model/filter.ts';
import type { Candidate, Choices, PublishedEntry } from '../../model/publication.ts';
import { readEntries } from './publication-entries.ts';
import type { Reading } from './publication-reading.ts';
import { readNamedSources } from './publication-sources.ts';
import { allConditions } from './publication-where.ts';
import { type Queryable, Values } from './queryable.ts';

/** Enough for what is fresh to be among them: a day of a service with 3,000 clusters a day. */
const CANDIDATES_MAX = 3000;

/** What could be on the front page, newest first, as far as ranking needs it. */
export async function readCandidates(database: Queryable, filter: Filter, reading: Reading): Promise<Candidate[]> {
  const values = new Values();
  const conditions = allConditions(filter, values, reading, await readNamedSources(database));
  const { rows } = await database.query<{ id: string; outlet_count: number; first_at: Date; last_at: Date }>(
    `select g.id, g.outlet_count, g.first_at, g.last_at from newsbraid.cluster g join newsbraid.cluster c on c.id = g.id
     where ${conditions} order by g.updated_at desc, g.id desc limit ${CANDIDATES_MAX}`,
    values.list,
  );
  return rows.map((row) => ({
    id: Number(row.id),
    outletCount: row.outlet_count,
    firstAt: row.first_at,
    lastAt: row.last_at,
  }));
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
