import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureReader, READER } from '../../../src/io/db/reader-role.ts';
import { useDatabase } from '../../support/database.ts';
import { merge, tell } from './small-world.ts';

const database = useDatabase();
const file = new URL('../../../docs/database.md', import.meta.url);
const text = readFileSync(file, 'utf8');
const queries = [...text.matchAll(/^\*\*([^*\n]+)\*\*[^\n]*\n(?:[^\n]+\n)*\n```sql\n(.*?)```/gms)].map(
  ([, title = '', sql = '']): [string, string] => [title, sql],
);

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

beforeAll(async () => {
  await tell(database(), [
    {
      outlet: 'river',
      title: 'Dam at Ostwick gives way',
      at: hoursAgo(8),
      cluster: 1,
      story: 1,
      summary: 'After the flood.',
    },
    { outlet: 'coast', title: 'Dam at Ostwick gives way', at: hoursAgo(7), cluster: 1, story: 1 },
    {
      outlet: 'hill',
      title: 'Hundreds leave Ostwick',
      at: hoursAgo(6),
      cluster: 1,
      story: 2,
      titleBefore: 'Some leave Ostwick',
    },
    { outlet: 'hill', title: 'What engineers knew of the dam', at: hoursAgo(5), cluster: 2, story: 3 },
    { outlet: 'lake', title: 'Vote in Vellin', at: hoursAgo(30), cluster: 3 },
  ]);
  await merge(database(), 2, 1);
  await database().pool.query('insert into newsbraid.similar values (2, 3, 0.3), (3, 2, 0.3)');
  await database().pool.query(
    `insert into newsbraid.poll (source_id, at, took_ms, outcome, bytes) select id, now(), 20, 'new', 1000 from newsbraid.source`,
  );
  await ensureReader(database(), false);
});

describe('docs/database.md', () => {
  it('has ten queries and more', () => {
    expect(queries.length).toBeGreaterThanOrEqual(10);
    expect(queries.length).toBe(text.split('```sql\n').length - 1);
  });

  it.each(queries)('%s', async (_title, query) => {
    const client = await database().pool.connect();
    try {
      await client.query(`begin; set local role ${READER}`);
      const { rows } = await client.query(query);
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(Object.values(row).some((value) => value !== null)).toBe(true);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('says of every view and column what the database says (WRITE_REFERENCE=1 writes it)', async () => {
    const [before, , after] = text.split(/(?<=<!-- reference -->\n)(.*)(?=<!-- \/reference -->)/s) as [
      string,
      string,
      string,
    ];
    const reference = await describeSchema();
    if (process.env.WRITE_REFERENCE) writeFileSync(file, before + reference + after);
    else expect(unpadded(text)).toBe(unpadded(before + reference + after));
  });
});

/** Formatters align the cells of tables. */
const unpadded = (markdown: string) => markdown.replace(/ +\|/g, ' |').replace(/\| ?-+ ?(?=\|)/g, '|---');

/** The comments of schema `news` as Markdown. */
async function describeSchema(): Promise<string> {
  const { pool } = database();
  const { rows: columns } = await pool.query<{
    view: string;
    about: string;
    name: string;
    type: string;
    comment: string;
  }>(
    `select relname as view, obj_description(c.oid, 'pg_class') as about, attname as name, format_type(atttypid, atttypmod) as type,
       col_description(attrelid, attnum) as comment
     from pg_class c join pg_attribute on attrelid = c.oid
     where relnamespace = 'news'::regnamespace and relkind = 'v' and attnum > 0 and not attisdropped order by relname, attnum`,
  );
  const { rows: functions } = await pool.query<{ call: string; comment: string }>(
    `select format('news.%s(%s) → %s', proname, pg_get_function_arguments(oid), pg_get_function_result(oid)) as call,
       obj_description(oid, 'pg_proc') as comment
     from pg_proc where pronamespace = 'news'::regnamespace order by 1`,
  );
  const views = [...new Set(columns.map(({ view }) => view))].map((view) => {
    const own = columns.filter((column) => column.view === view);
    const lines = own.map(
      ({ name, type, comment }) =>
        `| \`${name}\` | ${type.replace('timestamp with time zone', 'timestamptz')} | ${comment} |`,
    );
    return `### news.${view}\n\n${own[0]?.about}\n\n| column | type | |\n|---|---|---|\n${lines.join('\n')}\n\n`;
  });
  const calls = functions.map(({ call, comment }) => `- \`${call}\`: ${comment}\n`);
  return `\n${views.join('')}### Functions\n\n${calls.join('')}\n`;
}
