import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConfigWatch } from '../../src/io/config/watch.ts';
import { connect, type Database } from '../../src/io/db/connect.ts';
import { migrate } from '../../src/io/db/migrate.ts';
import { outageOf } from '../../src/io/db/outage.ts';
import { type EmbeddedPostgres, openEmbedded } from '../../src/io/postgres/embedded.ts';
import { type RunningService, runService } from '../../src/service/run-service.ts';
import { capturedLog } from '../support/captured-log.ts';
import { emptyDatabase, useDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { FeedServer } from '../support/feed-server.ts';

let folder: string;
let postgres: EmbeddedPostgres;
let database: Database;
let feeds: FeedServer;
let config: ConfigWatch;
let service: RunningService | null = null;
let captured: ReturnType<typeof capturedLog>;

const shared = useDatabase();
/** Then its processes and its disk are elsewhere. */
const isRemote = process.env.TEST_DATABASE_URL !== undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'newsbraid-outage-'));
  chmodSync(folder, 0o755);
  feeds = await FeedServer.open();
  captured = capturedLog();
  database = shared();
});
afterEach(async () => {
  config?.close();
  await service?.close();
  service = null;
  await feeds.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(paths: readonly string[], revive?: () => Promise<void>): Promise<void> {
  const entries = paths.map((path) => `  - url: ${feeds.url(path)}\n    every: 1s\n`);
  const configFolder = join(folder, 'config');
  mkdirSync(configFolder);
  writeFileSync(join(configFolder, 'sources.yaml'), `sources:\n${entries.join('')}`);
  const fetchSettings = 'fetch:\n  allowPrivateAddresses: true\n  hostPauseMs: 0\n  requestsPerHost: 8\n';
  writeFileSync(join(configFolder, 'settings.yaml'), fetchSettings);
  config = await ConfigWatch.open(configFolder, captured.log);
  const http = { host: '127.0.0.1', port: 0 };
  service = await runService({ config, database, log: captured.log, worker: true, http, revive, look: '* * * * * *' });
}

const get = async (path: string) => {
  const response = await fetch(`${service?.url}${path}`);
  return { status: response.status, text: await response.text() };
};
const told = (text: string) => captured.lines.filter(({ msg }) => msg.includes(text));
const titles = async () =>
  (await database.pool.query('select title from newsbraid.item order by title')).rows.map(({ title }) => title);

describe('a database that goes away under a running service', () => {
  let place: string;
  let own: Database;
  beforeAll(async () => {
    place = mkdtempSync(join(tmpdir(), 'newsbraid-outage-database-'));
    chmodSync(place, 0o755);
    postgres = await openEmbedded(place);
    own = await connect(postgres.url);
    await migrate(own);
  });
  afterAll(async () => {
    await own.close();
    await postgres.close();
    rmSync(place, { recursive: true, force: true });
  });
  beforeEach(async () => {
    database = own;
    await emptyDatabase(own);
  });

  it('costs the time it is away and nothing else', async () => {
    feeds.feed('/a', [{ id: 'a1', title: 'Harbour bridge closes for repairs' }]);
    feeds.feed('/slow', [{ id: 's1', title: 'Vineyards report an early harvest' }]);
    const release = feeds.hold('/slow');
    await start(['/a', '/slow']);
    await eventually('the first story', async () => (await get('/feed.atom')).text.includes('Harbour bridge'));
    await eventually('the slow request', () => feeds.asked.includes('/slow'));

    await postgres.close();
    release();
    feeds.feed('/a', [
      { id: 'a1', title: 'Harbour bridge closes for repairs' },
      { id: 'a2', title: 'Glacier lake drains within a night' },
    ]);
    const refused = await eventually('the outage', async () => {
      const ready = await get('/readyz');
      return ready.status === 503 && ready;
    });
    expect(refused.text).toMatch(/Postgres does not answer \(.*ECONNREFUSED/);
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/feed.atom')).text).toContain('Harbour bridge');
    await eventually('its report', () => told('out of order').length > 0);
    for (const path of ['/latest', '/sources', '/c/1']) expect((await get(path)).status).toBe(503);
    expect(told('could not be answered')).toEqual([]);

    postgres = await openEmbedded(place);
    await eventually('the new story', async () => (await get('/feed.atom')).text.includes('Glacier lake'));
    await eventually('the slow story', async () => (await get('/feed.atom')).text.includes('Vineyards'));
    expect((await get('/readyz')).status).toBe(200);
    expect(await titles()).toEqual([
      'Glacier lake drains within a night',
      'Harbour bridge closes for repairs',
      'Vineyards report an early harvest',
    ]);
    // What had been fetched when the database went was stored, not fetched again.
    const { rows } = await database.pool.query(
      `select http_status from newsbraid.poll join newsbraid.source on source.id = source_id where url like '%/slow' order by at`,
    );
    expect(rows[0]).toEqual({ http_status: 200 });
    expect(told('out of order')).toHaveLength(1);
    expect(told('in order again')).toHaveLength(1);
    expect(captured.lines.filter(({ level }) => level >= 50)).toHaveLength(1);
  });

  it('is started again when it is the embedded one and was killed', async () => {
    feeds.feed('/a', [{ id: 'a1', title: 'Harbour bridge closes for repairs' }]);
    await start(['/a'], async () => {
      postgres = await openEmbedded(place);
    });
    await eventually('the first story', async () => (await get('/feed.atom')).text.includes('Harbour bridge'));
    process.kill(Number(readFileSync(join(postgres.folder, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
    feeds.feed('/a', [{ id: 'a2', title: 'Glacier lake drains within a night' }]);
    await eventually('the new story', async () => (await get('/feed.atom')).text.includes('Glacier lake'), 25_000);
    expect(await titles()).toHaveLength(2);
  });
});

describe.skipIf(isRemote)('a database that hangs', () => {
  it('is given up, and the connection with it', async () => {
    const impatient = await connect(database.url, 100);
    try {
      const slow = impatient.pool.query('select pg_sleep(10)').catch((error: unknown) => error);
      expect(outageOf(await slow)).toMatchObject({
        kind: 'away',
        message: expect.stringContaining('statement timeout'),
      });
      const client = await impatient.pool.connect();
      const { rows } = await client.query('select pg_backend_pid() as pid');
      process.kill(rows[0].pid, 'SIGSTOP');
      const hung = await client.query('select 1').catch((error: unknown) => error);
      client.release();
      process.kill(rows[0].pid, 'SIGCONT');
      expect(outageOf(hung)).toMatchObject({ kind: 'away', message: expect.stringContaining('read timeout') });
      expect((await impatient.pool.query('select pg_backend_pid() as pid')).rows[0].pid).not.toBe(rows[0].pid);
    } finally {
      await impatient.close();
    }
  });
});

/** A file system of 64 MB of its own; null where this user may not mount one. */
function mountSmall(place: string): string | null {
  mkdirSync(place);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', place], { stdio: 'ignore' });
    return place;
  } catch {
    return null;
  }
}

describe.skipIf(isRemote)('a disk that is full', () => {
  it.runIf(process.getuid?.() === 0)(
    'is reported and survived; what was polled is stored when there is room',
    async ({ skip }) => {
      const place = mountSmall(join(folder, 'small'));
      if (place === null) return skip('mounting a small file system is not allowed here');
      const space = join(place, 'tablespace');
      try {
        mkdirSync(space);
        chownSync(space, 65534, 65534);
        await database.pool.query(`create tablespace small location '${space}'`);
        await database.pool.query('alter table newsbraid.item set tablespace small');
        writeFileSync(join(place, 'ballast'), Buffer.alloc(63 * 1024 * 1024));
        try {
          writeFileSync(join(place, 'more'), Buffer.alloc(1024 * 1024));
        } catch {
          // Full to the last byte, as it should be.
        }
        feeds.feed('/a', [{ id: 'a1', title: 'Harbour bridge closes for repairs', summary: 'bridge '.repeat(3000) }]);
        await start(['/a']);
        await eventually('its report', () => told('out of order').length > 0);
        const ready = await get('/readyz');
        expect(ready).toMatchObject({ status: 503, text: expect.stringContaining('its disk is full') });
        expect(await titles()).toEqual([]);
        rmSync(join(place, 'ballast'));
        await eventually('the story', async () => (await get('/feed.atom')).text.includes('Harbour bridge'));
        expect(told('in order again')).toHaveLength(1);
        expect(feeds.requests[0]).toBe('/a 200');
      } finally {
        await service?.close();
        service = null;
        rmSync(join(place, 'ballast'), { force: true });
        await database.pool.query('alter table newsbraid.item set tablespace pg_default');
        await database.pool.query('drop tablespace small');
        execFileSync('umount', [place]);
      }
    },
  );
});
