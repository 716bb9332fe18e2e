import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
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
