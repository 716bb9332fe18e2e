import { type RawBuilder, sql } from 'kysely';
import { array, type Elements, type ElementType } from './array.ts';

/** A column of rows to write: its Postgres type, and where a row has its value. */
type Column<Row> =
  | { readonly [Type in ElementType]: readonly [Type, (row: Row) => Elements[Type] | null | undefined] }[ElementType]
  | readonly ['text[]', (row: Row) => readonly string[]]
  | readonly ['jsonb', (row: Row) => unknown];

/** By name. */
export type Columns<Row> = Readonly<Record<string, Column<Row>>>;

/**
 * Rows as a table of a statement, by the name of `row`. One parameter a column, whatever the number of rows: both ends need less
 * time for them than for JSON.
 */
export function rowsOf<Row>(rows: readonly Row[], columns: Columns<Row>): RawBuilder<unknown> {
  const sent = Object.entries(columns).map(([name, column]) => ({ name: sql.ref(name), ...sentAs(rows, column) }));
  return sql`(
    select ${sql.join(sent.map(({ name, cast }) => sql`${name}${sql.raw(cast)}`))}
    from unnest(${sql.join(sent.map(({ values }) => values))}) as sent (${sql.join(sent.map(({ name }) => name))})
  ) as row`;
}

function sentAs<Row>(rows: readonly Row[], column: Column<Row>): { values: RawBuilder<unknown>; cast: string } {
  const [type, read] = column;
  // An array cannot hold arrays of several lengths: those travel as text, and so does what is written as text anyway.
  const asText = (texts: readonly (string | null)[]) => ({ values: array('text', texts), cast: `::${type}` });
  if (type === 'text[]') return asText(rows.map((row) => literalOf(read(row))));
  if (type === 'jsonb') return asText(rows.map((row) => jsonOf(read(row))));
  const values = rows.map(read as (row: Row) => Elements[ElementType] | null | undefined);
  return { values: array<ElementType>(type, values), cast: '' };
}

function literalOf(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join()}}`;
}

function jsonOf(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}
