import { sql, type Transaction } from 'kysely';
import type { PollOutcome, SourceState } from '../../model/poll.ts';
import { registrableDomain } from '../../text/urls.ts';
import { editItems, type ItemChanges, insertItems, moveItems } from './landing-items.ts';
import { type Columns, rowsOf } from './rows.ts';
import type { Tables } from './tables.ts';

/** What one finished poll changes, decided; writing it is all that is left. */
export interface Landing extends ItemChanges {
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
  await moveItems(transaction, landings);
  await insertPolls(transaction, landings);
  await updateSources(transaction, landings);
  await holdHosts(transaction, landings);
}

const POLL_COLUMNS: Columns<Landing> = {
  source_id: ['bigint', ({ sourceId }) => sourceId],
  at: ['timestamptz', ({ poll }) => poll.at],
  took_ms: ['int', ({ poll }) => Math.round(poll.tookMs)],
  outcome: ['text', ({ poll }) => poll.outcome],
  http_status: ['int', ({ poll }) => poll.httpStatus],
  bytes: ['int', ({ poll }) => poll.bytes],
  items: ['int', ({ poll }) => poll.items],
  items_new: ['int', ({ fresh }) => fresh.length],
  items_edited: ['int', ({ edited }) => edited.length],
  error_code: ['text', ({ poll }) => poll.errorCode],
  error: ['text', ({ poll }) => poll.error],
  warnings: ['text[]', ({ poll }) => poll.warnings],
};

async function insertPolls(transaction: Transaction<Tables>, landings: readonly Landing[]): Promise<void> {
  await sql`
    insert into newsbraid.poll (source_id, at, took_ms, outcome, http_status, bytes, items, items_new, items_edited, error_code, error, warnings)
    select source_id, at, took_ms, outcome, http_status, bytes, items, items_new, items_edited, error_code, error, warnings
    from ${rowsOf(landings, POLL_COLUMNS)}`.execute(transaction);
}

const SOURCE_COLUMNS: Columns<Landing> = {
  id: ['bigint', ({ sourceId }) => sourceId],
  worker: ['text', ({ worker }) => worker],
  read: ['boolean', ({ feed }) => feed !== null],
  feed_title: ['text', ({ feed }) => feed?.title || null],
  site_url: ['text', ({ feed }) => feed?.siteUrl],
  outlet: ['text', ({ feed }) => (feed?.siteUrl ? registrableDomain(feed.siteUrl) : null)],
  language: ['text', ({ feed }) => feed?.language],
  etag: ['text', ({ next }) => next.validators.etag],
  last_modified: ['text', ({ next }) => next.validators.lastModified],
  body_hash: ['text', ({ next }) => next.validators.bodyHash],
  hints: ['jsonb', ({ next }) => next.hints],
  items_a_week: ['float8', ({ next }) => next.itemsAWeek],
  newest_item_at: ['timestamptz', ({ next }) => next.newestItemAt],
  first_failed_at: ['timestamptz', ({ next }) => next.firstFailedAt],
  moved_to: ['text', ({ next }) => next.movedTo],
  moved_polls: ['int', ({ next }) => next.movedPolls],
  answering_host: ['text', ({ next }) => next.answeringHost],
  next_poll_at: ['timestamptz', ({ next }) => next.nextPollAt],
  status: ['text', ({ next }) => next.status],
  failures: ['int', ({ next }) => next.failures],
  polled_at: ['timestamptz', ({ poll }) => poll.at],
  error_code: ['text', ({ poll }) => poll.errorCode],
  error: ['text', ({ poll }) => poll.error],
  warnings: ['text[]', ({ poll }) => poll.warnings],
};

/** The lease ends only if it is still ours: a worker that was too slow must not end another's. */
async function updateSources(transaction: Transaction<Tables>, landings: readonly Landing[]): Promise<void> {
  await sql`
    update newsbraid.source as source set
      feed_title = case when read then row.feed_title else source.feed_title end,
      site_url = case when read then row.site_url else source.site_url end,
      outlet = newsbraid.outlet_of(coalesce(outlet_given, row.outlet, source.outlet)),
      language = case when read then row.language else source.language end,
      warnings = case when read then row.warnings else source.warnings end,
      etag = row.etag, last_modified = row.last_modified, body_hash = row.body_hash, hints = row.hints,
      items_a_week = row.items_a_week, newest_item_at = row.newest_item_at, first_failed_at = row.first_failed_at,
      moved_to = row.moved_to, moved_polls = row.moved_polls,
      answering_host = coalesce(row.answering_host, source.answering_host), next_poll_at = row.next_poll_at, status = row.status,
      failures = row.failures, last_poll_at = row.polled_at,
      last_read_at = case when read then row.polled_at else source.last_read_at end,
      last_success_at = case when row.failures = 0 then row.polled_at else source.last_success_at end,
      last_error_code = row.error_code, last_error = row.error,
      lease_until = case when leased_by = worker then null else lease_until end,
      leased_by = case when leased_by = worker then null else leased_by end
    from ${rowsOf(landings, SOURCE_COLUMNS)}
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
