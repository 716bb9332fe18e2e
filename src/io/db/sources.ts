import { sql } from 'kysely';
import type { SourceConfig } from '../../model/source.ts';
import { registrableDomain } from '../../text/urls.ts';
import type { Database } from './connect.ts';
import { type Columns, rowsOf } from './rows.ts';

export interface SyncedSources {
  readonly added: number;
  /** Came back, or say something else than before. */
  readonly changed: number;
  readonly removed: number;
  /** How many are polled now. */
  readonly enabled: number;
}

const SOURCE_COLUMNS: Columns<SourceConfig> = {
  url: ['text', ({ url }) => url],
  host: ['text', ({ url }) => new URL(url).host],
  title: ['text', ({ title }) => title],
  outlet_given: ['text', ({ outlet }) => outlet],
  domain: ['text', ({ url }) => registrableDomain(url) ?? new URL(url).hostname],
  categories: ['text[]', ({ categories }) => categories],
  every_ms: ['bigint', ({ everyMs }) => everyMs],
  priority: ['int', ({ priority }) => priority],
  enabled: ['boolean', ({ enabled }) => enabled],
};

/**
 * Makes the table of sources say what the config says, in one statement. A source that left the config keeps its history and
 * is only marked; one that comes back goes on where it was, and is polled soon even if it had been given up. What did not
 * change is not touched. Readers are told when what they see may have changed.
 */
export async function syncSources({ kysely }: Database, sources: readonly SourceConfig[]): Promise<SyncedSources> {
  const { rows: counts } = await sql<SyncedSources>`
    with wanted as (
      select * from ${rowsOf(sources, SOURCE_COLUMNS)}
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
