import { sql, type Transaction } from 'kysely';
import type { IncomingItem, KnownAgain } from '../../model/item.ts';
import { array } from './array.ts';
import { type Columns, rowsOf } from './rows.ts';
import type { Tables } from './tables.ts';

/** What one poll brought of items. */
export interface ItemChanges {
  readonly sourceId: number;
  readonly fresh: readonly IncomingItem[];
  /** Nothing of the source is stored: what it brings was published before it was read for the first time. */
  readonly isFirst: boolean;
  readonly edited: readonly KnownAgain[];
  /** What is on another page, and otherwise what it was. */
  readonly moved: readonly KnownAgain[];
}

/**
 * Stores new items, which then wait for the braid; their ids, and with them its order, go by the time of publication. What a source
 * brings when it is read for the first time is no news of this moment.
 */
export async function insertItems(
  transaction: Transaction<Tables>,
  landings: readonly ItemChanges[],
  now: Date,
): Promise<void> {
  // Feeds list the newest first, so that what has the same date, or none, is older further down.
  const rows = landings
    .flatMap(({ sourceId, fresh }) => fresh.map((item) => ({ sourceId, item })).reverse())
    .sort((a, b) => (a.item.publishedAt ?? now).getTime() - (b.item.publishedAt ?? now).getTime());
  if (rows.length === 0) return;
  const firsts = landings.filter(({ isFirst }) => isFirst).map(({ sourceId }) => sourceId);
  await sql`
    with added as (
    insert into newsbraid.item (source_id, identity_key, url_key, url, title, attribution, summary, content_html, authors, categories,
      language, image_url, enclosures, content_hash, published_at, dated, updated_at, first_seen_at)
    select source_id, identity_key, url_key, url, title, attribution, summary, content_html, authors, categories,
      language, image_url, enclosures, content_hash, coalesce(published_at, ${now}), published_at is not null, updated_at, ${now}
    from ${rowsOf(rows, NEW_ITEM_COLUMNS)}
    on conflict (source_id, identity_key) do nothing
    returning id, source_id)
    insert into newsbraid.pending (item_id, is_news)
    select id, source_id <> all (${array('bigint', firsts)}) from added`.execute(transaction);
}

/** Texts of an item by which it is known that it goes back to one of them. */
const TEXTS_MAX = 8;

/**
 * An edit keeps what the item said before; its identity and its published date never change. What goes back to a text that it had is
 * no news: publishers try headlines against each other.
 */
export async function editItems(
  transaction: Transaction<Tables>,
  landings: readonly ItemChanges[],
  now: Date,
): Promise<void> {
  const rows = landings.flatMap(({ edited }) => edited);
  if (rows.length === 0) return;
  await sql`
    with changed as (
    update newsbraid.item as item set
      title_before = case when item.title <> row.title then item.title else item.title_before end,
      summary_before = case when item.summary <> row.summary then item.summary else item.summary_before end,
      hashes_before = (item.content_hash || item.hashes_before)[1:${sql.lit(TEXTS_MAX)}],
      revised_at = case when row.content_hash = any(item.hashes_before) then item.revised_at else ${now} end, edited_at = ${now},
      url = row.url, url_key = row.url_key, title = row.title, attribution = row.attribution, summary = row.summary,
      content_html = row.content_html, authors = row.authors, categories = row.categories, language = row.language,
      image_url = row.image_url, enclosures = row.enclosures, content_hash = row.content_hash, updated_at = row.updated_at
    from ${rowsOf(rows, EDITED_ITEM_COLUMNS)}
    where item.id = row.id
    returning item.id, item.revised_at = ${now} as is_news)
    insert into newsbraid.pending select id, is_news from changed
    on conflict (item_id) do update set is_news = pending.is_news or excluded.is_news`.execute(transaction);
}

/** A page that moved is no edit and no news: readers find it at its new address, and nothing comes up again. */
export async function moveItems(transaction: Transaction<Tables>, landings: readonly ItemChanges[]): Promise<void> {
  const rows = landings.flatMap(({ moved }) => moved);
  if (rows.length === 0) return;
  await sql`
    with moved as (
    update newsbraid.item as item set url = row.url, url_key = row.url_key from ${rowsOf(rows, MOVED_ITEM_COLUMNS)}
    where item.id = row.id
    returning item.id)
    insert into newsbraid.pending select id, false from moved on conflict do nothing`.execute(transaction);
}

const ITEM_COLUMNS: Columns<{ readonly item: IncomingItem }> = {
  url_key: ['uuid', ({ item }) => item.urlKey],
  url: ['text', ({ item }) => item.url],
  title: ['text', ({ item }) => item.title],
  attribution: ['text', ({ item }) => item.attribution],
  summary: ['text', ({ item }) => item.summary],
  content_html: ['text', ({ item }) => item.contentHtml],
  authors: ['text[]', ({ item }) => item.authors],
  categories: ['text[]', ({ item }) => item.categories],
  language: ['text', ({ item }) => item.language],
  image_url: ['text', ({ item }) => item.imageUrl],
  enclosures: ['jsonb', ({ item }) => (item.enclosures.length > 0 ? item.enclosures : null)],
  content_hash: ['text', ({ item }) => item.contentHash],
  updated_at: ['timestamptz', ({ item }) => item.updatedAt],
};

const NEW_ITEM_COLUMNS: Columns<{ readonly sourceId: number; readonly item: IncomingItem }> = {
  source_id: ['bigint', ({ sourceId }) => sourceId],
  identity_key: ['uuid', ({ item }) => item.identityKey],
  published_at: ['timestamptz', ({ item }) => item.publishedAt],
  ...ITEM_COLUMNS,
};

const MOVED_ITEM_COLUMNS: Columns<KnownAgain> = {
  id: ['bigint', ({ id }) => id],
  url: ['text', ({ item }) => item.url],
  url_key: ['uuid', ({ item }) => item.urlKey],
};

const EDITED_ITEM_COLUMNS: Columns<KnownAgain> = {
  id: ['bigint', ({ id }) => id],
  ...ITEM_COLUMNS,
};
