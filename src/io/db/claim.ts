import { sql, type Transaction } from 'kysely';
import type { ServerHints } from '../../model/poll.ts';
import type { ClaimedSource } from '../../model/source.ts';
import type { Database } from './connect.ts';
import type { Tables } from './tables.ts';

/** Held while a worker picks sources, so that two never pick two sources of one host at the same time. */
export const CLAIM_LOCK = 0x6e627264; // 'nbrd'

/**
 * Looks at `WIDER` × `limit` due sources first, then each time at `WIDER` times as many while it has too few: the most overdue
 * may all be of busy hosts.
 */
const WIDER = 4;

export interface ClaimOptions {
  readonly worker: string;
  readonly limit: number;
  readonly leaseMs: number;
  readonly requestsPerHost: number;
  readonly hostPauseMs: number;
  /** Polled before this moment does not count as due; null: the schedule decides. `poll --all` sets it to its own start. */
  readonly dueIfNotPolledSince?: Date | null;
}

/**
 * Claims up to `limit` due sources, the most overdue first: nobody else gets them until the lease ends or the poll lands. No
 * host gets more than its share of requests at a time, over all workers, and none within the pause after its last one. All
 * times are the database's, so clocks of workers do not matter. Fewer than `limit`: whatever else is due waits for its host.
 */
export async function claimSources({ kysely }: Database, options: ClaimOptions): Promise<ClaimedSource[]> {
  return kysely.transaction().execute(async (transaction) => {
    // A statement of its own: the next one must see what the holder before us committed.
    await sql`select pg_advisory_xact_lock(${CLAIM_LOCK})`.execute(transaction);
    const claimed: ClaimedSource[] = [];
    for (let among = WIDER * options.limit; ; among *= WIDER) {
      const { rows, looked } = await claimAmong(transaction, options, options.limit - claimed.length, among);
      const clock = Date.now();
      claimed.push(...rows.map((row) => asClaimed(row, clock)));
      if (claimed.length >= options.limit || looked < among) return claimed;
    }
  });
}

/**
 * Claims among the first `among` that are due. Turns of a host count from its first due source, so those of a part are those of
 * the whole, and what an earlier part claimed counts as running.
 */
async function claimAmong(
  transaction: Transaction<Tables>,
  { worker, leaseMs, requestsPerHost, hostPauseMs, dueIfNotPolledSince }: ClaimOptions,
  limit: number,
  among: number,
): Promise<{ readonly rows: ClaimedRow[]; readonly looked: number }> {
  const { rows } = await sql<ClaimedRow & { looked: number }>`
    with first as materialized (
      select id, host, next_poll_at from newsbraid.source
      where ${isPolled} and (lease_until is null or lease_until <= now()) and ${isDue(dueIfNotPolledSince)} and not ${isHeld}
      order by next_poll_at, id limit ${among}
    ), turns as (
      select id, host, next_poll_at, row_number() over (partition by host order by next_poll_at, id) as turn from first
    ), due as (
      select * from turns where turn <= ${requestsPerHost} order by next_poll_at, id
    ), picked as (
      select due.id from due cross join lateral (
        select count(*) filter (where lease_until > now()) as running,
               bool_or(last_poll_at > now() - make_interval(secs => ${hostPauseMs / 1000}) and lease_until is null) as pausing
        from newsbraid.source
        where host = due.host
          and (lease_until > now() or last_poll_at > now() - make_interval(secs => ${hostPauseMs / 1000}))
      ) busy
      where turn + busy.running <= ${requestsPerHost} and busy.pausing is not true
      order by next_poll_at, id limit ${limit}
    ), free as (
      select id from newsbraid.source where id in (select id from picked) for update skip locked
    ), claimed as (
      update newsbraid.source as source set lease_until = now() + make_interval(secs => ${leaseMs / 1000}), leased_by = ${worker}
      from free where source.id = free.id
      returning source.id, url, host, title, outlet_given, site_url, language, every_ms, etag, last_modified, body_hash, hints,
        items_a_week, newest_item_at, first_failed_at, failures, moved_to, moved_polls, last_poll_at
    )
    select claimed.*, clock_timestamp() as claimed_at, looked
    from (select count(*)::int as looked from first) as first left join claimed on true`.execute(transaction);
  return { rows: rows.filter(({ id }) => id !== null), looked: rows[0]?.looked ?? 0 };
}

/** How many sources are due, and not of a host that asked for quiet; those that are being polled count. */
export async function countWaiting({ kysely }: Database, since: Date | null): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*)::int as waiting from ${waiting(since)}`.execute(kysely);
  return rows[0]?.waiting ?? 0;
}

/** Whether `countWaiting` would count any. */
export async function isAnyWaiting({ kysely }: Database, since: Date | null): Promise<boolean> {
  const { rows } = await sql<{ any: boolean }>`select exists (select from ${waiting(since)}) as any`.execute(kysely);
  return rows[0]?.any ?? false;
}

const waiting = (since: Date | null) => sql`newsbraid.source where ${isPolled} and ${isDue(since)} and not ${isHeld}`;

/** As the index of due sources has it. */
const isPolled = sql`enabled and removed_at is null and status <> 'gone'`;

/** Its host asked for quiet, or the one that answered it last, behind a redirect. */
const isHeld = sql`exists (
  select from newsbraid.host where host in (source.host, source.answering_host) and hold_until > now())`;

function isDue(since: Date | null | undefined) {
  return since ? sql`(last_poll_at is null or last_poll_at < ${since})` : sql`next_poll_at <= now()`;
}

/** Gives claimed sources back unpolled, so that a stop does not delay them by a lease. */
export async function releaseSources({ kysely }: Database, worker: string): Promise<void> {
  await kysely
    .updateTable('newsbraid.source')
    .set({ lease_until: null, leased_by: null })
    .where('leased_by', '=', worker)
    .execute();
}

/** A source has as many columns again, and each takes time to read. */
interface ClaimedRow {
  id: number;
  url: string;
  host: string;
  title: string | null;
  outlet_given: string | null;
  site_url: string | null;
  language: string | null;
  every_ms: number | null;
  etag: string | null;
  last_modified: string | null;
  body_hash: string | null;
  hints: Partial<ServerHints>;
  items_a_week: number | null;
  newest_item_at: Date | null;
  first_failed_at: Date | null;
  failures: number;
  moved_to: string | null;
  moved_polls: number;
  last_poll_at: Date | null;
  claimed_at: Date;
}

function asClaimed(row: ClaimedRow, clock: number): ClaimedSource {
  const { hints } = row;
  return {
    id: row.id,
    url: row.url,
    host: row.host,
    title: row.title,
    outlet: row.outlet_given,
    siteUrl: row.site_url,
    language: row.language,
    everyMs: row.every_ms,
    validators: { etag: row.etag, lastModified: row.last_modified, bodyHash: row.body_hash },
    hints: {
      freshForMs: hints.freshForMs ?? null,
      intervalMs: hints.intervalMs ?? null,
      skipHours: hints.skipHours ?? [],
      skipDays: hints.skipDays ?? [],
    },
    failures: row.failures,
    firstFailedAt: row.first_failed_at,
    movedTo: row.moved_to,
    movedPolls: row.moved_polls,
    lastPollAt: row.last_poll_at,
    claimedAt: row.claimed_at,
    clockAheadMs: row.claimed_at.getTime() - clock,
    itemsAWeek: row.items_a_week,
    newestItemAt: row.newest_item_at,
  };
}
