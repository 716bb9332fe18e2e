import { type RawBuilder, sql } from 'kysely';

/** A column of rows to write: its Postgres type, and where a row has its value. Arrays are of texts. */
export type Column<Row> = readonly [type: string, read: (row: Row) => unknown];

/**
 * Rows as a table of a statement, by the name of `row`. One parameter a column, whatever the number of rows: both ends need a third
 * less time for them than for JSON (30,000 items: 0.3 instead of 0.5 s of ours, 1.6 instead of 1.9 s of Postgres).
 */
export function rowsOf<Row>(rows: readonly Row[], columns: Readonly<Record<string, Column<Row>>>): RawBuilder<unknown> {
  const sent = Object.entries(columns).map(([column, [type, read]]) => {
    // An array cannot hold arrays of several lengths: those travel as text.
    const nested = type.endsWith('[]');
    return {
      name: sql.ref(column),
      select: nested ? sql`${sql.ref(column)}::${sql.raw(type)}` : sql.ref(column),
      values: sql`${rows.map((row) => written(read(row), type))}::${sql.raw(nested ? 'text' : type)}[]`,
    };
  });
  return sql`(
    select ${sql.join(sent.map(({ select }) => select))}
    from unnest(${sql.join(sent.map(({ values }) => values))}) as sent (${sql.join(sent.map(({ name }) => name))})
  ) as row`;
}

function written(value: unknown, type: string): unknown {
  if (value === undefined || value === null) return null;
  if (type === 'jsonb') return JSON.stringify(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `{${value.map((text) => `"${String(text).replace(/["\\]/g, '\\$&')}"`).join()}}`;
  return value;
}
