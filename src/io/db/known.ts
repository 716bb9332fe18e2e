import { sql, type Transaction } from 'kysely';
import { type IncomingItem, type ItemKeys, type KnownItem, keysOf, type SeenItems } from '../../model/item.ts';
import { groupBy } from '../../text/group-by.ts';
import { type Columns, rowsOf } from './rows.ts';
import type { Tables } from './tables.ts';

/**
 * Latest items of a source that a new one may be the continuation of, under another guid and address; more where more are read, since
 * a publisher may change all of them at once.
 */
const LATEST_MIN = 30;

/** The items of one source's document. */
export interface Incoming {
  readonly sourceId: number;
  readonly items: readonly IncomingItem[];
  readonly seen: SeenItems;
}

/**
 * By source: stored items that share an identity or page with an item that was read; and, if any was read, those of the
 * source's latest stored items that are not in the document.
 */
export async function findKnown(
  transaction: Transaction<Tables>,
  incoming: readonly Incoming[],
): Promise<Map<number, KnownItem[]>> {
  const read = incoming.flatMap(({ sourceId, items }) => items.map((item) => ({ sourceId, item })));
  if (read.length === 0) return new Map();
  const sources = incoming.filter(({ items }) => items.length > 0);
  const { rows } = await sql<KnownItem>`
    with wanted as materialized (
      select * from ${rowsOf(read, READ_COLUMNS)}
    ), source as materialized (
      select source_id, seen::uuid[] as seen, items_read from ${rowsOf(sources, SOURCE_COLUMNS)}
    ), ids as (
      select item.id from wanted join newsbraid.item using (source_id, identity_key)
      union
      select item.id from wanted join newsbraid.item using (source_id, url_key)
      union
      select latest.id from source cross join lateral (
        select id, identity_key, url_key from newsbraid.item where source_id = source.source_id
        order by first_seen_at desc, id desc limit greatest(source.items_read, ${LATEST_MIN})
      ) latest
      where identity_key <> all (seen) and (url_key is null or url_key <> all (seen))
    )
    select id, source_id as "sourceId", identity_key as "identityKey", url_key as "urlKey", content_hash as "contentHash", url, title,
      published_at as "publishedAt"
    from newsbraid.item join ids using (id) order by id`.execute(transaction);
  return groupBy(rows, ({ sourceId }) => sourceId);
}

/**
 * Tells which of the items that were read were deleted for their age: they are no news. That they are still in their feed is
 * noted, once a day at most, so that their keys are kept.
 */
export async function findGone(
  transaction: Transaction<Tables>,
  incoming: readonly Incoming[],
  now: Date,
): Promise<(sourceId: number, item: ItemKeys) => boolean> {
  const keys = keysOfAll(incoming);
  if (keys.length === 0) return () => false;
  const { rows } = await sql<{ sourceId: number; key: string }>`
    with met as (
      select source_id, key, met_on from newsbraid.gone_key join
        (select distinct * from ${rowsOf(keys, KEY_COLUMNS)}) wanted using (source_id, key)
    ), noted as (
      update newsbraid.gone_key as gone set met_on = ${now}::timestamptz::date from met
      where gone.source_id = met.source_id and gone.key = met.key and met.met_on < ${now}::timestamptz::date
    )
    select source_id as "sourceId", key from met`.execute(transaction);
  const gone = new Set(rows.map(({ sourceId, key }) => `${sourceId} ${key}`));
  if (gone.size === 0) return () => false;
  return (sourceId, item) => keysOf(item).some((key) => gone.has(`${sourceId} ${key}`));
}

const READ_COLUMNS: Columns<{ readonly sourceId: number; readonly item: ItemKeys }> = {
  source_id: ['bigint', ({ sourceId }) => sourceId],
  identity_key: ['uuid', ({ item }) => item.identityKey],
  url_key: ['uuid', ({ item }) => item.urlKey],
};

interface SourceKey {
  readonly sourceId: number;
  readonly key: string;
}

const KEY_COLUMNS: Columns<SourceKey> = {
  source_id: ['bigint', ({ sourceId }) => sourceId],
  key: ['uuid', ({ key }) => key],
};

const SOURCE_COLUMNS: Columns<Incoming> = {
  source_id: ['bigint', ({ sourceId }) => sourceId],
  seen: ['text', ({ seen }) => `{${seen.keys}}`],
  items_read: ['int', ({ items }) => items.length],
};

/** Identities and pages of the items, each with its source. */
function keysOfAll(incoming: readonly Incoming[]): SourceKey[] {
  return incoming.flatMap(({ sourceId, items }) =>
    items.flatMap((item) => keysOf(item).map((key) => ({ sourceId, key }))),
  );
}
