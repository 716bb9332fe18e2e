import { sql } from 'kysely';
import type { ServerHints } from '../../model/poll.ts';
import type { ClaimedSource, SourceConfig } from '../../model/source.ts';
import { registrableDomain } from '../../text/urls.ts';
import type { Database } from './connect.ts';

/** Held while a worker picks sources, so that two never pick two sources of one host at the same time. */
export const CLAIM_LOCK = 0x6e627264; // 'nbrd'

export interface SyncedSources {
  readonly added: number;
  /** Came back, or say something else than before. */
  readonly changed: number;
  readonly removed: number;
  /** How many are polled now. */
  readonly enabled: number;
}

/**
 * Makes the table of sources say what the config says, in one statement. A source that left the config keeps its history and
 * is only marked; one that comes back goes on where it was, and is polled soon even if it had been given up. What did not
 * change is not touched. Readers are told when what they see may have changed.
 */
export async function syncSources({ kysely }: Database, sources: readonly SourceConfig[]): Promise<SyncedSources> {
  const rows = sources.map(({ url, title, outlet, categories, everyMs, priority, enabled }) => ({
    url,
    host: new URL(url).host,
    title,
    outlet_given: outlet,
    domain: registrableDomain(url) ?? new URL(url).hostname,
    categories,
    every_ms: everyMs,
    priority,
    enabled,
  }));
  const { rows: counts } = await sql<SyncedSources>`
    with wanted as (
      select url, host, title, outlet_given, domain, coalesce(categories, '{}') as categories, every_ms, priority, enabled
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (
        url text, host text, title text, outlet_given text, domain text, categories text[], every_ms bigint, priority int, enabled boolean)
    ), removed as (
      update newsbraid.source set removed_at = now()
      where removed_at is null and url not in (select url from wanted) returning 1
    ), differing as (
      select wanted.*, source.id is not null and (source.removed_at is not null or wanted.enabled > source.enabled) as returns
      from wanted left join newsbraid.source using (url)
      where source.id is null or source.removed_at is not null
        or (source.host, source.title, source.outlet_given, source.categories, source.every_ms, source.priority, source.enabled)
          is distinct from
          (wanted.host, wanted.title, wanted.outlet_given, wanted.categories, wanted.every_ms, wanted.priority, wanted.enabled)
    ), added as (
      insert into newsbraid.source (url, host, title, outlet_given, outlet, categories, every_ms, priority, enabled)
      select url, host, title, outlet_given, newsbraid.outlet_of(coalesce(outlet_given, domain)), categories, every_ms, priority, enabled from differing
      on conflict (url) do nothing returning 1
    ), changed as (
      update newsbraid.source as source set
        host = differing.host, title = differing.title, outlet_given = differing.outlet_given,
        outlet = case when differing.outlet_given is null and source.outlet_given is null then source.outlet
          else newsbraid.outlet_of(coalesce(differing.outlet_given, domain)) end,
        categories = differing.categories, every_ms = differing.every_ms, priority = differing.priority,
        enabled = differing.enabled, removed_at = null,
        status = case when returns and status = 'gone' then 'failing' else status end,
        next_poll_at = case when returns then now()
          when differing.every_ms is distinct from source.every_ms
            then least(source.next_poll_at, source.last_poll_at + make_interval(secs => differing.every_ms / 1000.0))
          else source.next_poll_at end
      from differing where source.url = differing.url returning 1
    ), counted as (
      select (select count(*) from added)::int as added, (select count(*) from changed)::int as changed,
             (select count(*) from removed)::int as removed, (select count(*) from wanted where enabled)::int as enabled
    ), moved as (
      update newsbraid.braid set version = version + 1 from counted where added + changed + removed > 0 returning version
    ), told as (
      select pg_notify('newsbraid_published', version::text) from moved
    )
    select counted.* from counted left join told on true`.execute(kysely);
  return counts[0] as SyncedSources;
}

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
 * times are the database's, so clocks of workers do not matter.
 */
export async function claimSources({ kysely }: Database, options: ClaimOptions): Promise<ClaimedSource[]> {
  const { worker, limit, leaseMs, requestsPerHost, hostPauseMs } = options;
  const due = options.dueIfNotPolledSince
    ? sql`(last_poll_at is null or last_poll_at < ${options.dueIfNotPolledSince})`
    : sql`next_poll_at <= now()`;
  return kysely.transaction().execute(async (transaction) => {
    // A statement of its own: the next one must see what the holder before us committed.
    await sql`select pg_advisory_xact_lock(${CLAIM_LOCK})`.execute(transaction);
    const { rows } = await sql<ClaimedRow>`
    with busy as (
      select host, count(*) filter (where lease_until > now()) as running,
             bool_or(last_poll_at > now() - make_interval(secs => ${hostPauseMs / 1000}) and lease_until is null) as pausing
      from newsbraid.source
      where lease_until > now() or last_poll_at > now() - make_interval(secs => ${hostPauseMs / 1000})
      group by host
    ), due as (
      select id, host, next_poll_at, row_number() over (partition by host order by next_poll_at, id) as turn
      from newsbraid.source
      where enabled and removed_at is null and status <> 'gone' and (lease_until is null or lease_until <= now()) and ${due}
    ), picked as (
      select due.id from due left join busy using (host) left join newsbraid.host using (host)
      where turn + coalesce(busy.running, 0) <= ${requestsPerHost} and busy.pausing is not true
        and (newsbraid.host.hold_until is null or newsbraid.host.hold_until <= now())
      order by next_poll_at, id limit ${limit}
    ), free as (
      select id from newsbraid.source where id in (select id from picked) for update skip locked
    )
    update newsbraid.source as source set lease_until = now() + make_interval(secs => ${leaseMs / 1000}), leased_by = ${worker}
    from free where source.id = free.id
    returning source.*, now() as claimed_at`.execute(transaction);
    return rows.map(asClaimed);
  });
}

/** Whether due sources are left that only wait for their host's turn. */
export async function countWaiting({ kysely }: Database, since: Date | null): Promise<number> {
  const due = since ? sql`(last_poll_at is null or last_poll_at < ${since})` : sql`next_poll_at <= now()`;
  const { rows } = await sql<{ waiting: number }>`
    select count(*)::int as waiting from newsbraid.source left join newsbraid.host using (host)
    where enabled and removed_at is null and status <> 'gone' and ${due}
      and (newsbraid.host.hold_until is null or newsbraid.host.hold_until <= now())`.execute(kysely);
  return rows[0]?.waiting ?? 0;
}

/** Gives claimed sources back unpolled, so that a stop does not delay them by a lease. */
export async function releaseSources({ kysely }: Database, worker: string): Promise<void> {
  await kysely
    .updateTable('newsbraid.source')
    .set({ lease_until: null, leased_by: null })
    .where('leased_by', '=', worker)
    .execute();
}

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

function asClaimed(row: ClaimedRow): ClaimedSource {
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
    itemsAWeek: row.items_a_week,
    newestItemAt: row.newest_item_at,
  };
}
