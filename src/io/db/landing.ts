import { sql, type Transaction } from 'kysely';
import type { IncomingItem } from '../../model/item.ts';
import type { PollOutcome, SourceState } from '../../model/poll.ts';
import { registrableDomain } from '../../text/urls.ts';
import { type Column, rowsOf } from './rows.ts';
import type { Tables } from './tables.ts';

/** What one finished poll changes, decided; writing it is all that is left. */
export interface Landing {
  readonly sourceId: number;
  readonly worker: string;
  readonly poll: {
    readonly at: Date;
    readonly tookMs: number;
    readonly outcome: PollOutcome;
    readonly httpStatus: number | null;
    readonly bytes: number | null;
    readonly items: number;
    readonly errorCode: string | null;
    readonly error: string | null;
    readonly warnings: readonly string[];
  };
  /** What the feed says of itself; null: nothing was read. */
  readonly feed: { readonly title: string; readonly siteUrl: string | null; readonly language: string | null } | null;
  readonly fresh: readonly IncomingItem[];
  readonly edited: readonly { readonly id: number; readonly item: IncomingItem }[];
  readonly next: SourceState;
}

/** Writes finished polls: the number of statements does not depend on the number of polls or items. */
export async function writeLandings(
  transaction: Transaction<Tables>,
  landings: readonly Landing[],
  now: Date,
): Promise<void> {
  await insertItems(transaction, landings, now);
  await editItems(transaction, landings, now);
  await insertPolls(transaction, landings);
  await updateSources(transaction, landings);
  await holdHosts(transaction, landings);
}

async function insertItems(transaction: Transaction<Tables>, landings: readonly Landing[], now: Date): Promise<void> {
  const rows = landings.flatMap(({ sourceId, fresh }) => fresh.map((item) => ({ sourceId, item })));
  if (rows.length === 0) return;
  await sql`
    with added as (
    insert into newsbraid.item (source_id, identity_key, url_key, url, title, attribution, summary, content_html, authors, categories,
      language, image_url, enclosures, content_hash, published_at, dated, updated_at, first_seen_at)
    select source_id, identity_key, url_key, url, title, attribution, summary, content_html, authors, categories,
      language, image_url, enclosures, content_hash, coalesce(published_at, ${now}), published_at is not null, updated_at, ${now}
    from ${rowsOf(rows, NEW_ITEM_COLUMNS)}
    on conflict (source_id, identity_key) do nothing
    returning id)
    insert into newsbraid.pending select id from added`.execute(transaction);
}

/** An edit keeps what the item said before; its identity and its published date never change. */
async function editItems(transaction: Transaction<Tables>, landings: readonly Landing[], now: Date): Promise<void> {
  const rows = landings.flatMap(({ edited }) => edited);
  if (rows.length === 0) return;
  await sql`
    with changed as (
    update newsbraid.item as item set
      title_before = case when item.title <> row.title then item.title else item.title_before end,
      summary_before = case when item.summary <> row.summary then item.summary else item.summary_before end,
      edited_at = ${now},
      url = row.url, url_key = row.url_key, title = row.title, attribution = row.attribution, summary = row.summary,
      content_html = row.content_html, authors = row.authors, categories = row.categories, language = row.language,
      image_url = row.image_url, enclosures = row.enclosures, content_hash = row.content_hash, updated_at = row.updated_at
    from ${rowsOf(rows, EDITED_ITEM_COLUMNS)}
    where item.id = row.id
    returning item.id)
    insert into newsbraid.pending select id from changed on conflict do nothing`.execute(transaction);
}

const ITEM_COLUMNS: Readonly<Record<string, Column<{ readonly item: IncomingItem }>>> = {
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

const NEW_ITEM_COLUMNS: Readonly<Record<string, Column<{ readonly sourceId: number; readonly item: IncomingItem }>>> = {
  source_id: ['bigint', ({ sourceId }) => sourceId],
  identity_key: ['uuid', ({ item }) => item.identityKey],
  published_at: ['timestamptz', ({ item }) => item.publishedAt],
  ...ITEM_COLUMNS,
};

const EDITED_ITEM_COLUMNS: Readonly<Record<string, Column<Landing['edited'][number]>>> = {
  id: ['bigint', ({ id }) => id],
  ...ITEM_COLUMNS,
};

async function insertPolls(transaction: Transaction<Tables>, landings: readonly Landing[]): Promise<void> {
  const rows = landings.map(({ sourceId, poll, fresh, edited }) => ({
    source_id: sourceId,
    at: poll.at,
    took_ms: Math.round(poll.tookMs),
    outcome: poll.outcome,
    http_status: poll.httpStatus,
    bytes: poll.bytes,
    items: poll.items,
    items_new: fresh.length,
    items_edited: edited.length,
    error_code: poll.errorCode,
    error: poll.error,
    warnings: poll.warnings,
  }));
  await sql`
    insert into newsbraid.poll (source_id, at, took_ms, outcome, http_status, bytes, items, items_new, items_edited, error_code, error, warnings)
    select source_id, at, took_ms, outcome, http_status, bytes, items, items_new, items_edited, error_code, error, coalesce(warnings, '{}')
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (
      source_id bigint, at timestamptz, took_ms int, outcome text, http_status int, bytes int, items int, items_new int,
      items_edited int, error_code text, error text, warnings text[])`.execute(transaction);
}

/** The lease ends only if it is still ours: a worker that was too slow must not end another's. */
async function updateSources(transaction: Transaction<Tables>, landings: readonly Landing[]): Promise<void> {
  const rows = landings.map(({ sourceId, worker, poll, feed, next }) => ({
    id: sourceId,
    worker,
    read: feed !== null,
    feed_title: feed?.title || null,
    site_url: feed?.siteUrl,
    outlet: feed?.siteUrl ? registrableDomain(feed.siteUrl) : null,
    language: feed?.language,
    etag: next.validators.etag,
    last_modified: next.validators.lastModified,
    body_hash: next.validators.bodyHash,
    hints: next.hints,
    items_a_week: next.itemsAWeek,
    newest_item_at: next.newestItemAt,
    first_failed_at: next.firstFailedAt,
    moved_to: next.movedTo,
    moved_polls: next.movedPolls,
    next_poll_at: next.nextPollAt,
    status: next.status,
    failures: next.failures,
    polled_at: poll.at,
    error_code: poll.errorCode,
    error: poll.error,
    warnings: poll.warnings,
  }));
  await sql`
    update newsbraid.source as source set
      feed_title = case when read then row.feed_title else source.feed_title end,
      site_url = case when read then row.site_url else source.site_url end,
      outlet = newsbraid.outlet_of(coalesce(outlet_given, row.outlet, source.outlet)),
      language = case when read then row.language else source.language end,
      warnings = case when read then coalesce(row.warnings, '{}') else source.warnings end,
      etag = row.etag, last_modified = row.last_modified, body_hash = row.body_hash, hints = row.hints,
      items_a_week = row.items_a_week, newest_item_at = row.newest_item_at, first_failed_at = row.first_failed_at,
      moved_to = row.moved_to, moved_polls = row.moved_polls, next_poll_at = row.next_poll_at, status = row.status,
      failures = row.failures, last_poll_at = row.polled_at,
      last_read_at = case when read then row.polled_at else source.last_read_at end,
      last_success_at = case when row.failures = 0 then row.polled_at else source.last_success_at end,
      last_error_code = row.error_code, last_error = row.error,
      lease_until = case when leased_by = worker then null else lease_until end,
      leased_by = case when leased_by = worker then null else leased_by end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (
      id bigint, worker text, read boolean, feed_title text, site_url text, outlet text, language text, etag text, last_modified text,
      body_hash text, hints jsonb, items_a_week float8, newest_item_at timestamptz, first_failed_at timestamptz,
      moved_to text, moved_polls int, next_poll_at timestamptz, status text, failures int,
      polled_at timestamptz, error_code text, error text, warnings text[])
    where source.id = row.id`.execute(transaction);
}

async function holdHosts(transaction: Transaction<Tables>, landings: readonly Landing[]): Promise<void> {
  const holds = new Map(
    landings.flatMap(({ next }) => (next.hostHold ? [[next.hostHold.host, next.hostHold.until] as const] : [])),
  );
  if (holds.size === 0) return;
  await transaction
    .insertInto('newsbraid.host')
    .values([...holds].map(([host, hold_until]) => ({ host, hold_until })))
    .onConflict((conflict) =>
      conflict.column('host').doUpdateSet((eb) => ({ hold_until: eb.ref('excluded.hold_until') })),
    )
    .execute();
}
