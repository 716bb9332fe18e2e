import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { array, type Elements, type ElementType } from '../../../src/io/db/array.ts';
import { rowsOf } from '../../../src/io/db/rows.ts';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();

interface Row {
  readonly words: readonly string[];
  readonly text: string | null;
  readonly media: readonly { readonly url: string }[] | null;
  readonly at: Date | null;
}

it('brings any text, list, object and time to the database as it was', async () => {
  // What was cleaned holds no NUL and no half of a surrogate pair.
  const text = fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', ''));
  const row: fc.Arbitrary<Row> = fc.record({
    words: fc.array(fc.oneof(text, fc.constantFrom('', 'null', 'a,b', '{a}', '"', '\\', 'a\nb')), { maxLength: 3 }),
    text: fc.option(text),
    media: fc.option(fc.array(fc.record({ url: text }), { maxLength: 2 })),
    at: fc.option(fc.date({ min: new Date('1900-01-01Z'), max: new Date('2100-01-01Z'), noInvalidDate: true })),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 5 }), async (rows) => {
      const sent = rowsOf(rows, {
        words: ['text[]', ({ words }) => words],
        text: ['text', ({ text }) => text],
        media: ['jsonb', ({ media }) => media],
        at: ['timestamptz', ({ at }) => at],
      });
      const { rows: met } = await sql`select * from ${sent}`.execute(database().kysely);
      expect(met).toEqual(rows);
    }),
  );
});

it('brings arrays of every type to the database as they were, with nulls and without', async () => {
  const values: { readonly [Type in ElementType]: fc.Arbitrary<Elements[Type]> } = {
    boolean: fc.boolean(),
    int: fc.integer(),
    bigint: fc.maxSafeInteger(),
    float8: fc.double({ noNaN: true }),
    text: fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', '')),
    uuid: fc.uuid(),
    timestamptz: fc.date({ min: new Date('0100-01-01Z'), max: new Date('9000-01-01Z'), noInvalidDate: true }),
  };
  const typed = (Object.keys(values) as ElementType[]).map((type) =>
    fc.record({
      type: fc.constant(type),
      sent: fc.array(fc.option(values[type] as fc.Arbitrary<Elements[ElementType]>)),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.oneof(...typed), async ({ type, sent }) => {
      const { rows } = await sql<{ value: unknown }>`
        select value from unnest(${array(type, sent)}) with ordinality as sent (value, place) order by place`.execute(
        database().kysely,
      );
      // Postgres has no negative zero in its text of a float.
      expect(rows.map(({ value }) => (value === 0 ? 0 : value))).toEqual(
        sent.map((value) => (value === 0 ? 0 : value)),
      );
    }),
  );
});

it('brings a UUID in capitals', async () => {
  const sent = array('uuid', ['B0F1D6C2-5A0E-4D7C-9C6B-3F6F1F0A7E21']);
  const { rows } = await sql`select value from unnest(${sent}) value`.execute(database().kysely);
  expect(rows).toEqual([{ value: 'b0f1d6c2-5a0e-4d7c-9c6b-3f6f1f0a7e21' }]);
});

it.each([
  ['uuid', 'b0f1d6c2', 'expected a UUID, got "b0f1d6c2"'],
  ['uuid', `${'1'.repeat(33)}---`, 'expected a UUID'],
  ['int', Number.NaN, 'expected a whole number, got NaN'],
  ['int', 2 ** 31, 'out of range'],
  ['bigint', 1.5, 'expected a whole number, got 1.5'],
  ['timestamptz', new Date(Number.NaN), 'expected a whole number, got NaN'],
] as const)('refuses what Postgres would refuse: %s %s', (type, value, message) => {
  expect(() => array<ElementType>(type, [value])).toThrow(message);
});
