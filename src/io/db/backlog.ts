import type { Queryable } from './queryable.ts';

/** What waits to be done, by all processes that share the database. */
export interface Backlog {
  /** Sources that the config names, by status; `disabled` are those that are not polled. */
  readonly sources: Readonly<Record<string, number>>;
  /** How many should have been polled by now. */
  readonly due: number;
  /** How long the most overdue of them has waited. */
  readonly lagSeconds: number;
  /** Items that wait for the braid; 10,000 stands for more. */
  readonly pending: number;
}

/** Reads small tables and short index ranges only: cheap enough for every scrape. */
export async function readBacklog(database: Queryable): Promise<Backlog> {
  const { rows } = await database.query<{ status: string; count: number; due: number; lag: number; pending: number }>(`
    select case when enabled then status else 'disabled' end as status, count(*)::int as count,
      (count(*) filter (where enabled and status <> 'gone' and next_poll_at <= now()))::int as due,
      coalesce(extract(epoch from max(now() - next_poll_at) filter (where enabled and status <> 'gone')), 0)::float8 as lag,
      (select count(*)::int from (select 1 from newsbraid.pending limit 10000) waiting) as pending
    from newsbraid.source where removed_at is null group by 1`);
  return {
    sources: Object.fromEntries(rows.map(({ status, count }) => [status, count])),
    due: rows.reduce((sum, { due }) => sum + due, 0),
    lagSeconds: Math.max(0, ...rows.map(({ lag }) => lag)),
    pending: rows[0]?.pending ?? 0,
  };
}

/** Clusters that changed within a day, by how many outlets cover them: keys `1`, `2`, `3-4`, `5-9`, `10+`. */
export type ClusterSizes = Readonly<Record<string, number>>;

export async function readClusterSizes(database: Queryable): Promise<ClusterSizes> {
  const { rows } = await database.query<{ outlets: string; count: number }>(`
    select case when outlet_count >= 10 then '10+' when outlet_count >= 5 then '5-9' when outlet_count >= 3 then '3-4'
      else outlet_count::text end as outlets, count(*)::int as count
    from newsbraid.cluster where merged_into is null and updated_at > now() - interval '1 day' group by 1`);
  return Object.fromEntries(rows.map(({ outlets, count }) => [outlets, count]));
}
