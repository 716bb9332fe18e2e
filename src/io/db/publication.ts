import type { Filter } from '../../model/filter.ts';
import type { Publication } from '../../model/publication.ts';
import { readEntries, readHeadlines } from './publication-entries.ts';
import { type Reading, settled } from './publication-reading.ts';
import { type NamedSource, readNamedSources } from './publication-sources.ts';
import { allConditions, GRAINS } from './publication-where.ts';
import { type Queryable, Values } from './queryable.ts';

/**
 * Clusters with ids n·100 … n·100+99 are archive page n. By id, because ids are given in order and never move: a page that is
 * complete stays as it is, but for clusters that end in a merge. 100 entries are about 200 KB.
 */
export const ARCHIVE_SIZE = 100;

/** What a feed document shows: the newest entries of a filter, each with everything that belongs to it. */
export async function readPublication(database: Queryable, filter: Filter, reading: Reading): Promise<Publication> {
  const sources = await readNamedSources(database);
  const values = new Values();
  const conditions = allConditions(filter, values, reading, sources);
  const limit = filter.limit ?? reading.entries;
  const { at, from } = GRAINS[filter.group];
  const { rows } = await database.query<{ id: string; micros: string }>(
    `select g.id, (extract(epoch from ${at}) * 1000000)::bigint as micros from ${from}
     where ${conditions} order by ${at} desc, g.id desc limit ${values.add(limit + 1)}`,
    values.list,
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const ids = page.map(({ id }) => Number(id));
  const archives = hasArchives(filter) ? await findArchives(database, filter, reading, sources) : null;
  const late = (archives?.unarchived ?? []).filter((id) => !ids.includes(id));
  return {
    filter,
    entries: await readEntries(database, filter.group, [...ids, ...late], sources),
    next: rows.length > limit && last ? { micros: Number(last.micros), id: Number(last.id) } : null,
    archive: archives && { page: null, previous: archives.newest, next: null },
    recent: await readHeadlines(database, reading),
  };
}

/** Complete archive page `page` of a filter; null where there is none (yet). */
export async function readArchive(
  database: Queryable,
  filter: Filter,
  page: number,
  reading: Reading,
): Promise<Publication | null> {
  const end = await archivedUpTo(database, reading);
  const first = page * ARCHIVE_SIZE;
  if (!hasArchives(filter) || first + ARCHIVE_SIZE > end) return null;
  const sources = await readNamedSources(database);
  const matching = (low: number, high: number, what: string): Promise<{ id: string | null }[]> => {
    const values = new Values();
    const conditions = allConditions(filter, values, reading, sources);
    const range = `g.id >= ${values.add(low)} and g.id < ${values.add(high)}`;
    const text = `select ${what} as id from ${GRAINS.cluster.from} where ${conditions} and ${range}`;
    return database.query<{ id: string | null }>(text, values.list).then(({ rows }) => rows);
  };
  const [here, [before], [after]] = await Promise.all([
    matching(first, first + ARCHIVE_SIZE, 'g.id'),
    matching(0, first, 'max(g.id)'),
    matching(first + ARCHIVE_SIZE, end, 'min(g.id)'),
  ]);
  const ids = here.map(({ id }) => Number(id)).sort((a, b) => b - a);
  return {
    filter,
    entries: await readEntries(database, 'cluster', ids, sources),
    next: null,
    archive: { page, previous: pageOf(before?.id), next: pageOf(after?.id) },
    recent: [],
  };
}

/** Whether the feed of a filter has archive pages: a window or a finer grain has none, its pages follow `next`. */
export function hasArchives(filter: Filter): boolean {
  return filter.group === 'cluster' && filter.since === null && filter.limit === null && filter.before === null;
}

/** The newest page, and the matching clusters that are too new to be on any: the feed document itself must hold those. */
async function findArchives(
  database: Queryable,
  filter: Filter,
  reading: Reading,
  sources: ReadonlyMap<number, NamedSource>,
): Promise<{ newest: number | null; unarchived: number[] }> {
  const end = await archivedUpTo(database, reading);
  const values = new Values();
  const conditions = allConditions(filter, values, reading, sources);
  const limit = values.add(end);
  const { rows } = await database.query<{ newest: string | null; unarchived: string[] }>(
    `select (select max(g.id) from ${GRAINS.cluster.from} where ${conditions} and g.id < ${limit}) as newest,
       array(select g.id from ${GRAINS.cluster.from} where ${conditions} and g.id >= ${limit}
         order by g.updated_at desc, g.id desc)::text[] as unarchived`,
    values.list,
  );
  return { newest: pageOf(rows[0]?.newest), unarchived: (rows[0]?.unarchived ?? []).map(Number) };
}

/** The first id that is on no complete page: pages wait until all their ids are given and settled. */
async function archivedUpTo(database: Queryable, reading: Reading): Promise<number> {
  const { rows } = await database.query<{ first: string | null }>(
    `select coalesce(min(id) filter (where created_at > $1), max(id) + 1) as first
     from (select id, created_at from newsbraid.cluster order by id desc limit 10000) newest`,
    [settled(reading)],
  );
  return Math.floor(Number(rows[0]?.first ?? 0) / ARCHIVE_SIZE) * ARCHIVE_SIZE;
}

function pageOf(id: string | null | undefined): number | null {
  return id === null || id === undefined ? null : Math.floor(Number(id) / ARCHIVE_SIZE);
}
