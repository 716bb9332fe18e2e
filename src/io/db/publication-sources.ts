import type { NamedSource, PollMark, SourceHealth } from '../../model/publication.ts';
import type { Queryable } from './queryable.ts';

interface SourceRow {
  id: number;
  url: string;
  host: string;
  title: string | null;
  feed_title: string | null;
  outlet: string;
  site_url: string | null;
  categories: string[];
}

const NAMES = 'id, url, host, title, feed_title, outlet, site_url, categories';

/** All sources, the oldest first; the removed ones too, because their items stay. */
export async function readNamedSources(database: Queryable): Promise<ReadonlyMap<number, NamedSource>> {
  const { rows } = await database.query<SourceRow>(`select ${NAMES} from newsbraid.source order by id`);
  return new Map(rows.map((row) => [row.id, nameSource(row)]));
}

/** Sources that are polled, by title: what a list for other readers holds. */
export async function readPolledSources(database: Queryable): Promise<NamedSource[]> {
  const { rows } = await database.query<SourceRow>(
    `select ${NAMES} from newsbraid.source where removed_at is null and enabled`,
  );
  return rows.map(nameSource).sort((a, b) => a.title.localeCompare(b.title, 'en') || a.id - b.id);
}

function nameSource(row: SourceRow): NamedSource {
  return {
    id: row.id,
    url: row.url,
    title: row.title ?? row.feed_title ?? row.host,
    outlet: row.outlet,
    siteUrl: row.site_url,
    categories: row.categories,
  };
}

interface HealthRow extends SourceRow {
  language: string | null;
  enabled: boolean;
  status: SourceHealth['status'];
  last_poll_at: Date | null;
  last_success_at: Date | null;
  next_poll_at: Date;
  failures: number;
  last_error_code: string | null;
  last_error: string | null;
  warnings: string[];
  moved_to: string | null;
  items_total: number;
  items_week: number;
  polls: { at: string; outcome: PollMark['outcome']; items_new: number; took_ms: number }[];
}

/** Polls in the strip of a source. */
const POLLS_SHOWN = 30;

/** Health of every source that the config names, by title: the `sources` page and command. */
export async function readSourceHealth(database: Queryable, now: Date): Promise<SourceHealth[]> {
  const { rows } = await database.query<HealthRow>(
    `select ${NAMES}, language, enabled, status, last_poll_at, last_success_at, next_poll_at, failures,
       last_error_code, last_error, warnings, moved_to, items.total as items_total, items.week as items_week, polls.list as polls
     from newsbraid.source
     cross join lateral (
       select count(*) as total, count(*) filter (where first_seen_at > $1::timestamptz - interval '7 days') as week
       from newsbraid.item where item.source_id = source.id
     ) items
     cross join lateral (
       select coalesce(json_agg(json_build_object('at', at, 'outcome', outcome, 'items_new', items_new, 'took_ms', took_ms)
         order by at), '[]') as list
       from (select * from newsbraid.poll where poll.source_id = source.id order by at desc limit ${POLLS_SHOWN}) latest
     ) polls
     where removed_at is null`,
    [now],
  );
  return rows.map(toHealth).sort((a, b) => a.title.localeCompare(b.title, 'en') || a.id - b.id);
}

function toHealth(row: HealthRow): SourceHealth {
  return {
    ...nameSource(row),
    language: row.language,
    enabled: row.enabled,
    status: row.status,
    lastPollAt: row.last_poll_at,
    lastSuccessAt: row.last_success_at,
    nextPollAt: row.next_poll_at,
    failures: row.failures,
    lastErrorCode: row.last_error_code,
    lastError: row.last_error,
    warnings: row.warnings,
    movedTo: row.moved_to,
    itemsTotal: row.items_total,
    itemsWeek: row.items_week,
    polls: row.polls.map((poll) => ({
      at: new Date(poll.at),
      outcome: poll.outcome,
      itemsNew: poll.items_new,
      tookMs: poll.took_ms,
    })),
  };
}
