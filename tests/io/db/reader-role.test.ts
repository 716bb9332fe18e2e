import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { connect } from '../../../src/io/db/connect.ts';
import { ensureReader } from '../../../src/io/db/reader-role.ts';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();
const isOurs = process.env.TEST_DATABASE_URL === undefined;

describe.runIf(isOurs)('the reader', () => {
  let client: pg.Client;
  beforeEach(async () => {
    const reader = await ensureReader(database(), true);
    expect(reader).toMatchObject({ usable: true, notice: null });
    client = new pg.Client(reader.url as string);
    await client.connect();
  });
  afterEach(() => client.end());

  it('reads every view and calls every function', async () => {
    const { rows } = await client.query(`select table_name from information_schema.views where table_schema = 'news'`);
    expect(rows.length).toBeGreaterThanOrEqual(8);
    for (const { table_name } of rows) await client.query(`select * from news.${table_name} limit 1`);
    await client.query(`select news.cluster_now(1), (select count(*) from news.search('word'))`);
  });

  it.each([
    'select * from newsbraid.source',
    'select * from newsbraid.item limit 1',
    'select * from newsbraid_migration',
    `update news.items set title = 'x'`,
    'delete from news.polls',
    'create table news.mine (id int)',
    'create table public.mine (id int)',
    'create temporary table mine (id int)',
    'create view news.mine as select 1',
    'drop view news.items',
    'set role newsbraid',
    `alter role newsbraid_reader superuser`,
    `select pg_read_file('/etc/passwd')`,
    `copy (select 1) to program 'true'`,
    `copy (select 1) to '/tmp/newsbraid-reader'`,
    'begin read write; delete from news.polls',
  ])('may not: %s', async (statement) => {
    await client.query('set default_transaction_read_only = off');
    await expect(client.query(statement)).rejects.toThrow(/permission denied|cannot|must be|must have|not permitted/);
  });

  it('has a password of its own, which gives no other rights', async () => {
    const { url } = await ensureReader(database(), true);
    const { password } = new URL(url as string);
    expect(password.length).toBeGreaterThanOrEqual(20);
    expect(password).not.toBe(new URL(database().url).password);
    const asOwner = new URL(database().url);
    asOwner.password = password;
    const intruder = new pg.Client(asOwner.href);
    await expect(intruder.connect()).rejects.toThrow(/password authentication failed/);
  });
});

describe.runIf(isOurs)('on a server of others', () => {
  const owner = async (statement: string) => {
    const client = new pg.Client(inject('serverUrl'));
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };

  it('says what is missing, and goes on, where the user may not create roles', async () => {
    await ensureReader(database(), true);
    const name = `plain_${process.pid}`;
    await owner(`create role ${name} login password 'plain'`);
    const url = new URL(database().url);
    url.username = name;
    url.password = 'plain';
    const plain = await connect(url.href);
    try {
      const reader = await ensureReader(plain, false);
      expect(reader).toMatchObject({ url: null, usable: false });
      expect(reader.notice).toMatch(
        new RegExp(`newsbraid_reader.*permission denied.*grant newsbraid_reader to ${name}`, 's'),
      );
      expect(reader.notice).not.toContain('plain@');
    } finally {
      await plain.close();
      await owner(`drop role ${name}`);
    }
  });
});
