import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { Installation } from '../support/newsbraid.ts';

const database = useDatabase();
let place: Installation;
beforeAll(() => {
  place = new Installation(
    { 'sources.yaml': 'sources: []\n' },
    { DATABASE_URL: database().url, TZ: 'America/New_York' },
  );
});
afterAll(() => place.remove());

/** What stands in a column of one row, as a table and as JSON. */
const VALUES: [sql: string, table: unknown, json: unknown][] = [
  [`date '2026-11-22'`, '2026-11-22', '2026-11-22'],
  [`timestamp '2026-11-22 18:22:00.123456'`, '2026-11-22 18:22:00.123456', '2026-11-22 18:22:00.123456'],
  [`timestamptz '2026-11-22 18:22:00+01'`, '2026-11-22 17:22:00Z', '2026-11-22T17:22:00.000Z'],
  [`timestamptz 'infinity'`, 'infinity', 'infinity'],
  [`array[timestamptz '2026-11-22 12:00Z']`, expect.stringMatching(/^\{"2026-11-2/), ['2026-11-22T12:00:00.000Z']],
  [`interval '1 day 02:03:04'`, '1 day 02:03:04', '1 day 02:03:04'],
  [`bytea '\\x00ff'`, '\\x00ff', '\\x00ff'],
  ['9007199254740993', '9007199254740993', '9007199254740993'],
  ['9007199254740991', '9007199254740991', 9007199254740991],
  ['1.50', '1.50', '1.50'],
  ['0.25::float8', '0.25', 0.25],
  [`'NaN'::float8`, 'NaN', 'NaN'],
  ['7', '7', 7],
  ['null::int', '', null],
  ['true', 'true', true],
  [
    `'{"a": 12345678901234567890, "b": [1]}'::json`,
    '{"a": 12345678901234567890, "b": [1]}',
    expect.objectContaining({ b: [1] }),
  ],
  [`array['a b', null, 'c']`, '{"a b",NULL,c}', ['a b', null, 'c']],
  [
    `array[[1, 2], [3, null]]`,
    '{{1,2},{3,NULL}}',
    [
      [1, 2],
      [3, null],
    ],
  ],
  [`array[date '2026-11-22']`, '{2026-11-22}', ['2026-11-22']],
  ['1259::oid', '1259', 1259],
  [`point '(1,2)'`, '(1,2)', '(1,2)'],
];
const columns = VALUES.map(([sql], at) => `${sql} as v${at}`).join(', ');

describe('newsbraid sql', () => {
  it('shows in JSON what Postgres says, wherever the machine is', async () => {
    const { stdout } = await place.run('sql', '--json', `select ${columns}`);
    expect(Object.values(JSON.parse(stdout)[0])).toEqual(VALUES.map(([, , json]) => json));
  });

  it('shows the same in tables', async () => {
    const { stdout } = await place.run('sql', `select ${columns}`);
    const [head = '', row = ''] = stdout.split('\n');
    const starts = VALUES.map((_, at) => head.search(new RegExp(`\\bv${at}\\b`)));
    const cells = starts.map((start, at) => row.slice(start, starts[at + 1]).trim());
    expect(cells).toEqual(VALUES.map(([, table]) => table));
  });

  it('keeps the indentation of a plan, and a cell in one line', async () => {
    const { stdout } = await place.run('sql', 'explain (costs off) select * from news.items limit 1');
    expect(stdout).toMatch(/^ Limit *\n {3}-> {2}/m);
    expect((await place.run('sql', "select E'a\\n\\t b' as x")).stdout).toMatch(/^ a b *$/m);
  });
});
