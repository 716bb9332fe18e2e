import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { backup } from '../../../src/io/db/backup.ts';
import { connect } from '../../../src/io/db/connect.ts';
import { migrateOn } from '../../../src/io/db/migrate.ts';
import { restore } from '../../../src/io/db/restore.ts';
import { useDatabase } from '../../support/database.ts';
import { merge, tell } from './small-world.ts';

const original = useDatabase();
const copy = useDatabase();
const folder = mkdtempSync(join(tmpdir(), 'newsbraid-backup-'));
const file = join(folder, 'news.sql.gz');
afterAll(() => rmSync(folder, { recursive: true }));

const NASTY = 'tab\there, line\nend, \\. alone:\n\\.\n, \\N, back\\slash, "quote", ’, 🙂, \u0001';

/** Everything that a database holds, in a form that can be compared. */
async function contents({ pool }: ReturnType<typeof original>): Promise<Record<string, unknown>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'newsbraid'::regnamespace and relkind = 'r' order by 1`,
  );
  const { rows: shape } = await pool.query(
    `select pg_get_indexdef(indexrelid) from pg_index join pg_class on pg_class.oid = indrelid
     where relnamespace = 'newsbraid'::regnamespace order by 1`,
  );
  const all: Record<string, unknown> = { shape };
  for (const { name } of tables) {
    all[name] = (await pool.query(`select t::text as row from newsbraid."${name}" t order by t::text`)).rows;
  }
  return all;
}

beforeAll(async () => {
  const database = original();
  await tell(database, [
    { outlet: 'river', title: NASTY, at: '2025-01-01T06:00Z', cluster: 1, story: 1, summary: NASTY.repeat(100) },
    { outlet: 'coast', title: 'Dam at Ostwick', at: '2025-01-01T06:30Z', cluster: 1, story: 1 },
    { outlet: 'hill', title: '\\.', at: '2025-01-01T08:00Z', cluster: 2, story: 2 },
    { outlet: 'hill', title: 'Vote in Vellin', at: '2025-01-01T09:00Z', cluster: 3, story: 3 },
  ]);
  await merge(database, 2, 1);
  await database.pool.query(
    `update newsbraid.item set categories = array['a,b', 'c"d', null], enclosures = '[{"url": "x\\\\y"}]', content_html = repeat(md5(id::text), 40000)`,
  );
  await database.pool.query(
    `insert into newsbraid.poll (source_id, at, took_ms, outcome, error)
     select source, timestamptz '2025-01-01Z' + n * interval '1 minute', n, 'failed', repeat(n::text, n % 50)
     from (select min(id) as source from newsbraid.source) first, generate_series(1, 6000) n`,
  );
  await database.pool.query('insert into newsbraid.similar values (2, 3, 0.4567), (3, 2, 0.4567)');
  await database.pool.query('update newsbraid.braid set next_story_id = 77, version = 5');
  await backup(database, file, '1.2.3');
});

describe('a backup', () => {
  beforeEach(async () => {
    await copy().pool.query(
      'truncate newsbraid.item, newsbraid.member, newsbraid.pending, newsbraid.story, newsbraid.cluster, newsbraid.source cascade',
    );
  });

  it('is restored as it was: every row of every table, every index, the next ids', async () => {
    const { rows, manifest } = await restore(copy(), file, { force: false });
    expect(manifest.version).toBe('1.2.3');
    expect(rows).toMatchObject({ item: 4, cluster: 3, source: 3, braid: 1, poll: 6000, similar: 2 });
    expect(await contents(copy())).toEqual(await contents(original()));
    const [next] = (await copy().pool.query(`select nextval(pg_get_serial_sequence('newsbraid.item', 'id')) as id`))
      .rows;
    expect(next.id).toBe(5);
    expect((await copy().pool.query('select count(*)::int as n from news.items')).rows).toEqual([{ n: 4 }]);
    expect((await copy().pool.query('select * from news.similar_clusters order by 1')).rows).toEqual([
      { cluster_id: 1, similar_cluster_id: 3, score: expect.closeTo(0.4567) },
      { cluster_id: 3, similar_cluster_id: 1, score: expect.closeTo(0.4567) },
    ]);
  });

  it('is one moment: what others write meanwhile is not in it', async () => {
    const later = join(folder, 'moment.sql.gz');
    const writes: Promise<unknown>[] = [];
    await backup(original(), later, '1.2.3', (table) =>
      writes.push(original().pool.query('insert into newsbraid.word values ($1, 1)', [`during ${table}`])),
    );
    await Promise.all(writes);
    await original().pool.query('delete from newsbraid.word');
    expect(writes.length).toBeGreaterThan(5);
    expect(gunzipSync(readFileSync(later)).toString()).not.toContain('during');
  });

  it('can be read by its owner only, and leaves nothing unfinished beside it', () => {
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readdirSync(folder).filter((name) => name.endsWith('.unfinished'))).toEqual([]);
  });

  it('does not overwrite items unless it is told to', async () => {
    await tell(copy(), [{ outlet: 'lake', title: 'Kept', at: '2025-01-01Z', cluster: 9 }]);
    await expect(restore(copy(), file, { force: false })).rejects.toThrow(/holds items already.*--force/);
    expect((await copy().pool.query('select title from news.items')).rows).toEqual([{ title: 'Kept' }]);
    await restore(copy(), file, { force: true });
    expect(await contents(copy())).toEqual(await contents(original()));
  });

  it('is refused while another process uses the database', async () => {
    const other = new pg.Client({ connectionString: copy().url, application_name: 'newsbraid 1' });
    await other.connect();
    await expect(restore(copy(), file, { force: true })).rejects.toThrow(
      /Stop what uses the database first: newsbraid 1/,
    );
    await other.end();
  });

  const damaged = join(folder, 'damaged.sql.gz');
  const text = () => gunzipSync(readFileSync(file)).toString();
  it.each([
    [
      'cut off',
      () => truncateSync(damaged, statSync(file).size - 40),
      /cannot be restored: it breaks off before its end/,
    ],
    ['empty', () => writeFileSync(damaged, ''), /cannot be restored: it breaks off before its end/],
    ['not packed', () => writeFileSync(damaged, text()), /damaged, or no file that `newsbraid db backup` wrote/],
    [
      'something else',
      () => writeFileSync(damaged, gzipSync('{"news": 1}\n')),
      /is not a backup: expected “-- Newsbraid backup”/,
    ],
    [
      'without its end',
      () => writeFileSync(damaged, gzipSync(text().replace(/-- Complete.*/, ''))),
      /not complete: .*item: expected \? rows, got 4/s,
    ],
    [
      'without a row',
      () => writeFileSync(damaged, gzipSync(text().replace(/^.*Dam at Ostwick.*\n/m, ''))),
      /item: expected 4 rows, got 3/,
    ],
    [
      'without a table',
      () => writeFileSync(damaged, gzipSync(text().replace(/^copy newsbraid."word".*\n/m, ''))),
      /ends before table word/,
    ],
    [
      'ended in a table',
      () => writeFileSync(damaged, gzipSync(text().split('Dam at Ostwick')[0] as string)),
      /ends in the middle of a table/,
    ],
    [
      'with a broken row',
      () => writeFileSync(damaged, gzipSync(text().replace('Dam at Ostwick\t', ''))),
      /malformed array literal/,
    ],
    [
      'from a newer version',
      () => writeFileSync(damaged, gzipSync(text().replace(/"schema":"[^"]*"/, '"schema":"9999_later"'))),
      /schema 9999_later .* Update Newsbraid first/,
    ],
    [
      'of another format',
      () => writeFileSync(damaged, gzipSync(text().replace('"format":1', '"format":2'))),
      /manifest that this version cannot read/,
    ],
  ])('changes nothing when it is %s', async (_what, damage, message) => {
    writeFileSync(damaged, readFileSync(file));
    damage();
    await tell(copy(), [{ outlet: 'lake', title: 'Kept', at: '2025-01-01Z', cluster: 9 }]);
    const before = await contents(copy());
    await expect(restore(copy(), damaged, { force: true })).rejects.toThrow(message);
    expect(await contents(copy())).toEqual(before);
  });

  it('of an older schema is brought up to date', async () => {
    const name = `older_${process.pid}`;
    const server = new pg.Client(inject('serverUrl'));
    await server.connect();
    await server.query(`create database ${name}`);
    const url = new URL(inject('serverUrl'));
    url.pathname = `/${name}`;
    const older = await connect(url.href);
    try {
      await migrateOn(older.kysely, { to: '0002_index_publication' });
      await older.pool.query(
        `insert into newsbraid.source (url, host, outlet) values ('https://old.example/', 'old.example', 'old')`,
      );
      await backup(older, damaged, '0.0.1');
    } finally {
      await older.close();
      await server.query(`drop database ${name} with (force)`);
      await server.end();
    }
    const { manifest } = await restore(copy(), damaged, { force: true });
    expect(manifest.schema).toBe('0002_index_publication');
    expect((await copy().pool.query('select outlet from news.outlets')).rows).toEqual([{ outlet: 'old' }]);
    expect(await contents(copy())).toHaveProperty('gone_key', []);
  });
});
