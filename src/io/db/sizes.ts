import type { Database } from './connect.ts';

export interface TableSize {
  readonly table: string;
  /** As Postgres estimates it; exact after a vacuum. */
  readonly rows: number;
  /** Bytes, long values included. */
  readonly data: number;
  readonly indexes: number;
  readonly total: number;
}

/** How much room each table takes, the largest first, and the whole database as the last row. */
export async function readSizes({ pool }: Pick<Database, 'pool'>): Promise<TableSize[]> {
  const { rows } = await pool.query<TableSize>(
    `select c.relname as "table", greatest(reltuples, n_live_tup, 0)::bigint as rows, pg_table_size(c.oid) as data,
       pg_indexes_size(c.oid) as indexes, pg_total_relation_size(c.oid) as total
     from pg_class c left join pg_stat_user_tables s on s.relid = c.oid
     where relnamespace = 'newsbraid'::regnamespace and relkind = 'r'
     order by total desc, c.relname`,
  );
  const { rows: whole } = await pool.query<{ total: number }>('select pg_database_size(current_database()) as total');
  const sum = (of: (size: TableSize) => number) => rows.reduce((total, size) => total + of(size), 0);
  const { total } = whole[0] as { total: number };
  return [
    ...rows,
    {
      table: 'all',
      rows: sum(({ rows }) => rows),
      data: sum(({ data }) => data),
      indexes: sum(({ indexes }) => indexes),
      total,
    },
  ];
}
