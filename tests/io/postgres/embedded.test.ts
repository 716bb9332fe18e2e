import { chmodSync, existsSync, lstatSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectionOptions } from '../../../src/io/db/connect.ts';
import { openEmbedded } from '../../../src/io/postgres/embedded.ts';

let folder: string;
const makeFolder = () => {
  folder = mkdtempSync(join(tmpdir(), 'newsbraid-postgres-'));
  chmodSync(folder, 0o755);
};
const removeFolder = () => rmSync(folder, { recursive: true, force: true });

const pidOf = (dataFolder: string) => Number(readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n')[0]);

async function ask(url: string, statement: string): Promise<unknown> {
  const client = new pg.Client(connectionOptions(url));
  await client.connect();
  try {
    return (await client.query(statement)).rows[0];
  } finally {
    await client.end();
  }
}

/** On one data folder, whose making takes a second; each test leaves it stopped. */
describe('the embedded Postgres', () => {
  beforeAll(makeFolder);
  afterAll(removeFolder);

  it('starts, keeps its data and its address over a restart, and stops', async () => {
    const first = await openEmbedded(folder);
    await ask(first.url, 'create table kept as select 42 as answer');
    await first.close();
    expect(existsSync(join(first.folder, 'postmaster.pid'))).toBe(false);
    const second = await openEmbedded(folder);
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'select * from kept')).toEqual({ answer: 42 });
    await second.close();
  });

  it('starts on a data folder that was copied and is open to others', async () => {
    const first = await openEmbedded(folder);
    await ask(first.url, 'create table copied as select 1 as one');
    await first.close();
    chmodSync(first.folder, 0o755);
    const second = await openEmbedded(folder);
    expect(await ask(second.url, 'select * from copied')).toEqual({ one: 1 });
    await second.close();
  });

  it('is adopted while it runs, and outlives the one that leaves while another uses it', async () => {
    const first = await openEmbedded(folder);
    const second = await openEmbedded(folder);
    expect(second.url).toBe(first.url);
    const user = new pg.Client({ ...connectionOptions(first.url), application_name: 'newsbraid other' });
    await user.connect();
    await first.close();
    expect((await user.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await user.end();
    await second.close();
    expect(existsSync(join(first.folder, 'postmaster.pid'))).toBe(false);
  });

  it('starts again after a kill -9 that left its lock file', async () => {
    const first = await openEmbedded(folder);
    await ask(first.url, 'create table survived as select 1 as one');
    process.kill(pidOf(first.folder), 'SIGKILL');
    const second = await openEmbedded(folder);
    expect(await ask(second.url, 'select * from survived')).toEqual({ one: 1 });
    await second.close();
  });

  it('keeps its password from others', async () => {
    const server = await openEmbedded(folder);
    expect(statSync(join(server.folder, 'newsbraid.json')).mode & 0o077).toBe(0);
    const wrong = new URL(server.url);
    wrong.password = 'guess';
    await expect(ask(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/);
    await server.close();
  });
});

describe('an embedded Postgres that is made', () => {
  beforeEach(makeFolder);
  afterEach(removeFolder);

  it('gives two that start at once the same server', async () => {
    const opened = await Promise.all([openEmbedded(folder), openEmbedded(folder), openEmbedded(folder)]);
    expect(new Set(opened.map(({ url }) => url)).size).toBe(1);
    await Promise.all(opened.map((server) => server.close()));
  });

  it.runIf(process.getuid?.() === 0)(
    'finds a place that its user can enter, when root keeps the data in a closed folder',
    async () => {
      chmodSync(folder, 0o700);
      const first = await openEmbedded(folder);
      await ask(first.url, 'create table kept as select 1 as one');
      await first.close();
      expect(lstatSync(join(folder, 'postgres')).isSymbolicLink()).toBe(true);
      const second = await openEmbedded(folder);
      expect(await ask(second.url, 'select * from kept')).toEqual({ one: 1 });
      await second.close();
      rmSync(join(second.folder, '..', '..'), { recursive: true });
    },
  );
});
