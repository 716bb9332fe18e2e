import { UsageError } from '../../model/errors.ts';
import type { Filter } from '../../model/filter.ts';
import type { NamedSource, Publication } from '../../model/publication.ts';
import { readEntries } from './publication-entries.ts';
import { asKnown } from './publication-known.ts';
import { type Picked, type Picking, pick } from './publication-pick.ts';
import { type Reading, settled } from './publication-reading.ts';
import { readNamedSources } from './publication-sources.ts';
import type { Queryable } from './queryable.ts';
import { readSimilar } from './similar-store.ts';

/**
 * Clusters with ids n·100 … n·100+99 are archive page n. By id, because ids are given in order and never move: a page that is
 * complete stays as it is, but for clusters that end in a merge. 100 entries are about 200 KB.
 */
const ARCHIVE_SIZE = 100;

/** Similar news that an entry names. */
const SIMILAR_MAX = 3;

/** More than any settle delay keeps back. */
const UNARCHIVED_MAX = 3000;

/** What a feed document shows: the newest entries of a filter, each with everything that belongs to it. */
export async function readPublication(database: Queryable, asked: Filter, reading: Reading): Promise<Publication> {
  const sources = await readNamedSources(database);
  const filter = await asKnown(database, asked, sources);
  const limit = filter.limit ?? reading.entries;
  const [picked, archives] = await Promise.all([
    pick(database, filter, reading, sources, { order: 'newest', limit: limit + 1 }),
    cutBy(filter).length === 0 ? findArchives(database, filter, reading, sources) : null,
  ]);
  const page = picked.slice(0, limit);
  const ids = page.map(({ id }) => id);
  const late = (archives?.unarchived ?? []).filter((id) => !ids.includes(id));
  const all = [...ids, ...late];
  const reads = readEntries(database, filter.group, all, sources);
  const findSimilar = async () => {
    const clusters = filter.group === 'cluster' ? all : new Set((await reads).map(({ clusterId }) => clusterId));
    return readSimilar(database, [...clusters], SIMILAR_MAX, settled(reading));
  };
  const [entries, similar] = await Promise.all([reads, findSimilar()]);
  return {
    filter,
    entries,
    next: picked.length > limit ? (page.at(-1) ?? null) : null,
    archive: archives && { page: null, previous: archives.newest, next: null },
    similar,
  };
}

/** Complete archive page `page` of a filter; null where there is none (yet). Throws a UsageError where the filter has no archives. */
export async function readArchive(
  database: Queryable,
  asked: Filter,
  page: number,
  reading: Reading,
): Promise<Publication | null> {
  const cut = cutBy(asked);
  if (cut.length > 0)
    throw new UsageError(
      'bad_filter',
      `${cut.join(', ')}: archives hold everything, so they take no ${CUTS}; feeds do`,
    );
  const end = await archivedUpTo(database, reading);
  const [from, to] = [page * ARCHIVE_SIZE, (page + 1) * ARCHIVE_SIZE];
  if (to > end) return null;
  const sources = await readNamedSources(database);
  const filter = await asKnown(database, asked, sources);
  const find = (picking: Picking) => pick(database, filter, reading, sources, picking);
  const [here, before, after] = await Promise.all([
    find({ order: 'highest id', limit: ARCHIVE_SIZE, ids: [from, to] }),
    find({ order: 'highest id', limit: 1, ids: [0, from] }),
    find({ order: 'lowest id', limit: 1, ids: [to, end] }),
  ]);
  const ids = here.map(({ id }) => id);
  return {
    filter,
    entries: await readEntries(database, 'cluster', ids, sources),
    next: null,
    archive: { page, previous: pageOf(before[0]), next: pageOf(after[0]) },
    // What is similar may yet come, and the page is to stay as it is.
    similar: new Map(),
  };
}

const CUTS = 'since, limit, before or group';

/** What leaves a feed without archive pages: those of a window or a finer grain follow `next`. */
function cutBy({ since, limit, before, group }: Filter): string[] {
  const given = { since: since !== null, limit: limit !== null, before: before !== null, group: group !== 'cluster' };
  return Object.entries(given).flatMap(([name, isGiven]) => (isGiven ? [name] : []));
}

/** The newest page, and the matching clusters that are too new to be on any: the feed document itself must hold those. */
async function findArchives(
  database: Queryable,
  filter: Filter,
  reading: Reading,
  sources: ReadonlyMap<number, NamedSource>,
): Promise<{ newest: number | null; unarchived: number[] }> {
  const end = await archivedUpTo(database, reading);
  const find = (picking: Picking) => pick(database, filter, reading, sources, picking);
  const [newest, unarchived] = await Promise.all([
    find({ order: 'highest id', limit: 1, ids: [0, end] }),
    find({ order: 'newest', limit: UNARCHIVED_MAX, ids: [end, end + UNARCHIVED_MAX] }),
  ]);
  return { newest: pageOf(newest[0]), unarchived: unarchived.map(({ id }) => id) };
}

/**
 * The first id that is on no complete page: pages wait until all their ids are given and settled. Ids are given in the order of
 * time, so that only what is not settled is read.
 */
async function archivedUpTo(database: Queryable, reading: Reading): Promise<number> {
  const { rows } = await database.query<{ last: number }>(
    'select id as last from newsbraid.cluster where created_at <= $1 order by id desc limit 1',
    [settled(reading)],
  );
  return Math.floor(((rows[0]?.last ?? -1) + 1) / ARCHIVE_SIZE) * ARCHIVE_SIZE;
}

function pageOf(picked: Picked | undefined): number | null {
  return picked === undefined ? null : Math.floor(picked.id / ARCHIVE_SIZE);
}
