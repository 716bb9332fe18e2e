import pg from 'pg';
import { DAY } from '../../model/duration.ts';
import type { Settings } from '../../model/settings.ts';
import { connectionOptions, type Database } from './connect.ts';

/** What one run deleted. */
export interface Deleted {
  readonly clusters: number;
  readonly items: number;
  readonly polls: number;
}

const RETENTION_LOCK = 0x6f6c64; // 'old'
/** Rows of one transaction: it holds its locks for some 50 ms. */
const CLUSTERS_AT_ONCE = 200;
const ROWS_AT_ONCE = 5000;
/** After this long without having been met in its feed, which was read since, a deleted item has left it. */
const KEYS_DAYS = 30;

/**
 * Deletes what is older than the settings say, in small transactions, until nothing is left or `signal` says stop. A cluster
 * goes as a whole, once it is here, nothing was published in it and nothing about it changed for that long: so an entry is never
 * half there, and what leads stays. Its id and redirects stay in `newsbraid.gone_cluster`, the keys of its items in
 * `newsbraid.gone_key`. Of several workers one does it; the others get zeros at once. `now`: the database's time.
 */
export async function deleteOld(
  database: Pick<Database, 'url'>,
  settings: Settings['retention'],
  now: Date,
  signal?: AbortSignal,
): Promise<Deleted> {
  const before = (days: number) => new Date(now.getTime() - days * DAY);
  const client = new pg.Client(connectionOptions(database.url));
  client.on('error', () => {});
  await client.connect();
  try {
    const deleted = { clusters: 0, items: 0, polls: 0 };
    const { rows } = await client.query('select pg_try_advisory_lock($1) as held', [RETENTION_LOCK]);
    if (!rows[0].held) return deleted;
    for (let more = true; more && !signal?.aborted; ) {
      const batch = await deleteClusters(client, before(settings.itemsDays), now);
      deleted.clusters += batch.clusters;
      deleted.items += batch.items;
      more = batch.clusters === CLUSTERS_AT_ONCE;
    }
    deleted.polls = await repeat(client, DELETE_POLLS, before(settings.pollsDays), signal);
    await repeat(client, DELETE_KEYS, before(KEYS_DAYS), signal);
    if (deleted.clusters > 0) await client.query(ANNOUNCE);
    return deleted;
  } finally {
    await client.end();
  }
}

/**
 * One transaction. Clusters and stories are locked first: a braid that adds to one either commits before, and its item goes
 * too, or waits, finds the story gone and starts over.
 */
async function deleteClusters(
  client: pg.Client,
  before: Date,
  now: Date,
): Promise<{ clusters: number; items: number }> {
  const ids = async (text: string, values: unknown[]) =>
    (await client.query<{ id: number }>(text, values)).rows.map(({ id }) => id);
  await client.query('begin');
  try {
    const old = await ids(OLD_CLUSTERS, [before, CLUSTERS_AT_ONCE]);
    const merged = await ids('select id from newsbraid.cluster where merged_into = any($1) for update', [old]);
    const stories = await ids('select id from newsbraid.story where cluster_id = any($1) for update', [old]);
    const clusters = [...old, ...merged];
    await client.query(KEEP_KEYS, [stories, now]);
    await client.query(KEEP_CLUSTERS, [clusters]);
    const items = await client.query(DELETE_ITEMS, [stories]);
    await client.query('delete from newsbraid.move where story_id = any($1)', [stories]);
    await client.query('delete from newsbraid.story where id = any($1)', [stories]);
    await client.query('update newsbraid.cluster set follows = null where follows = any($1)', [clusters]);
    await client.query(DELETE_SIMILAR, [clusters]);
    await client.query('delete from newsbraid.cluster where id = any($1)', [clusters]);
    await client.query('commit');
    return { clusters: old.length, items: items.rowCount ?? 0 };
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
}

async function repeat(client: pg.Client, statement: string, before: Date, signal?: AbortSignal): Promise<number> {
  let total = 0;
  let count = ROWS_AT_ONCE;
  while (count === ROWS_AT_ONCE && !signal?.aborted) {
    count = (await client.query(statement, [before, ROWS_AT_ONCE])).rowCount ?? 0;
    total += count;
  }
  return total;
}

const OLD_CLUSTERS = `select id from newsbraid.cluster
  where merged_into is null and updated_at < $1 and last_at < $1 and created_at < $1 order by updated_at, id limit $2 for update skip locked`;

const KEEP_KEYS = `insert into newsbraid.gone_key (source_id, key, met_on)
  select distinct source_id, key, $2::timestamptz::date
  from newsbraid.braided cross join unnest(array[identity_key, url_key]) as key
  where story_id = any($1) and key is not null
  on conflict (source_id, key) do update set met_on = excluded.met_on`;

const DELETE_ITEMS = `with members as (delete from newsbraid.member where story_id = any($1) returning item_id),
    waiting as (delete from newsbraid.pending where item_id in (select item_id from members)),
    searched as (delete from newsbraid.searched where item_id in (select item_id from members))
  delete from newsbraid.item where id in (select item_id from members)`;

/** Each pair stands there in both directions, so that those of one cluster are found by either. */
const DELETE_SIMILAR = `with gone as (delete from newsbraid.similar where cluster_id = any($1) returning cluster_id, other_id)
  delete from newsbraid.similar where (cluster_id, other_id) in (select other_id, cluster_id from gone)`;

const KEEP_CLUSTERS = `insert into newsbraid.gone_cluster (id, entry_id, merged_into)
  select id, entry_id, merged_into from newsbraid.cluster where id = any($1)`;

/** Ids grow with time: only the oldest are looked at, however many there are. */
const DELETE_POLLS = `delete from newsbraid.poll where id in (
  select id from (select id, at from newsbraid.poll order by id limit $2) oldest where at < $1)`;

const DELETE_KEYS = `delete from newsbraid.gone_key where (source_id, key) in (
  select source_id, key from newsbraid.gone_key join newsbraid.source on source.id = source_id
  where met_on < $1::timestamptz::date and met_on < (last_read_at - interval '${KEYS_DAYS} days')::date limit $2)`;

/** Pages and archives that showed them are to be rendered anew. */
const ANNOUNCE = `with braid as (update newsbraid.braid set version = version + 1 returning version)
  select pg_notify('newsbraid_published', version::text) from braid`;
