import { EventEmitter, once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CLAIM_LOCK, isAnyWaiting } from '../../src/io/db/claim.ts';
import { syncSources } from '../../src/io/db/sources.ts';
import { createLog } from '../../src/io/log.ts';
import { settingsSchema } from '../../src/model/settings.ts';
import { openWorker } from '../../src/service/open-worker.ts';
import { emptyDatabase, useDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { FeedServer } from '../support/feed-server.ts';

const SOURCES = 150;
const database = useDatabase();
const settings = settingsSchema.parse({
  fetch: { allowPrivateAddresses: true, requestsPerHost: 24, concurrency: 8, hostPauseMs: 0 },
});
const usual = { title: null, outlet: null, categories: [], everyMs: null, priority: 0, enabled: true };
/** Says `request` for each that comes. */
const moments = new EventEmitter();
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    moments.emit('request');
    response.writeHead(200, { 'content-type': 'application/rss+xml' });
    response.end(`<rss version="2.0"><channel><title>${request.url}</title></channel></rss>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  await emptyDatabase(database());
  const { port } = server.address() as AddressInfo;
  const urls = Array.from({ length: SOURCES }, (_, index) => `http://127.0.0.1:${port}/${index}`);
  await syncSources(
    database(),
    urls.map((url) => ({ ...usual, url })),
  );
});

async function count(where: string): Promise<number> {
  return (await database().pool.query(`select count(*)::int as n from newsbraid.source where ${where}`)).rows[0].n;
}

/** What a supervisor grants. */
function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

describe('a worker with a backlog that is stopped', () => {
  it.each([
    ['at once', async () => {}],
    ['at the first request', () => requests(1)],
    ['at the end of what it claimed first', () => requests(8)],
    ['while it claims more', () => requests(9)],
    ['when much is stored', () => requests(40)],
    ['when it waits to store', () => landings(2)],
    ['after several landings', () => landings(6)],
  ] as const)('%s: ends, and leaves no source leased', async (_, moment) => {
    const worker = openWorker(database(), settings, createLog('silent'), {
      onLanded: () => moments.emit('landing'),
    });
    const reached = moment();
    worker.poller.wake();
    await reached;
    await within(4000, worker.close());
    expect(await count('lease_until is not null or leased_by is not null')).toBe(0);
    // Otherwise this would show nothing.
    expect(await count('last_poll_at is null')).toBeGreaterThan(0);
  });

  it('while a claim waits for its turn: gives back what that brings', async () => {
    // Connections are at hand, so that nothing is late for want of one.
    await Promise.all(Array.from({ length: 5 }, () => database().pool.query('select pg_sleep(0.05)')));
    const holder = await database().pool.connect();
    await holder.query('select pg_advisory_lock($1)', [CLAIM_LOCK]);
    const worker = openWorker(database(), settings, createLog('silent'));
    worker.poller.wake();
    await eventually('a claim that waits', async () => {
      const { rows } = await holder.query(`select from pg_locks where locktype = 'advisory' and not granted`);
      return rows.length > 0;
    });
    const closed = worker.close();
    await holder.query('select pg_advisory_unlock($1)', [CLAIM_LOCK]);
    // Waits for the claim, whatever `close` does.
    await holder.query('select pg_advisory_lock($1), pg_advisory_unlock($1)', [CLAIM_LOCK]);
    holder.release();
    await within(4000, closed);
    expect(await count('lease_until is not null or leased_by is not null')).toBe(0);
    expect(await count('last_poll_at is null')).toBe(SOURCES);
  });
});

describe('a worker with a source that does not answer', () => {
  it('polls meanwhile what falls due after it', async () => {
    const feeds = await FeedServer.open();
    const release = feeds.hold('/slow');
    feeds.feed('/slow', []);
    feeds.feed('/late', []);
    const source = (path: string) => ({ ...usual, url: feeds.url(path) });
    await syncSources(database(), [source('/slow')]);
    const worker = openWorker(database(), settings, createLog('silent'));
    worker.poller.wake();
    await eventually('the slow request', () => feeds.asked.length === 1);
    await syncSources(database(), [source('/slow'), source('/late')]);
    await eventually('the other poll', async () => (await count('last_poll_at is not null')) === 1);
    release();
    await eventually('both polls', async () => (await count('last_poll_at is not null')) === 2);
    await worker.close();
    await feeds.close();
    expect(feeds.requests).toEqual(['/late 200', '/slow 200']);
  });
});

async function requests(number: number): Promise<void> {
  for (let seen = 0; seen < number; seen++) await once(moments, 'request');
}

async function landings(number: number): Promise<void> {
  for (let seen = 0; seen < number; seen++) await once(moments, 'landing');
}

describe('a host that wants quiet', () => {
  it('has it from sources that another host leads there, too, and from no other of that host', async () => {
    let quiet = false;
    const there = createServer((_, response) => {
      response.writeHead(quiet ? 429 : 200, { 'retry-after': '3600', 'content-type': 'application/rss+xml' });
      response.end('<rss version="2.0"><channel><title>There</title></channel></rss>');
    });
    const here = createServer((request, response) => {
      const { port } = there.address() as AddressInfo;
      if (request.url === '/stays') response.end('<rss version="2.0"><channel><title>Here</title></channel></rss>');
      else response.writeHead(302, { location: `http://127.0.0.1:${port}${request.url}` }).end();
    });
    for (const each of [here, there]) await once(each.listen(0, '127.0.0.1'), 'listening');
    const { port } = here.address() as AddressInfo;
    const source = (path: string) => ({ ...usual, url: `http://127.0.0.1:${port}${path}` });
    await syncSources(database(), ['/one', '/two', '/stays'].map(source));
    const polledTimes = async (path: string) => {
      const { rows } = await database().pool.query(
        'select count(*)::int as n from newsbraid.poll join newsbraid.source on source.id = source_id where url like $1',
        [`%${path}`],
      );
      return rows[0].n as number;
    };
    const makeDue = (path: string) =>
      database().pool.query('update newsbraid.source set next_poll_at = now() where url like $1', [`%${path}`]);
    const worker = openWorker(database(), settings, createLog('silent'));
    worker.poller.wake();
    await eventually('three polls', async () => (await count('last_poll_at is not null')) === 3);
    quiet = true;
    await makeDue('/one');
    worker.poller.wake();
    await eventually('the wish', async () => (await polledTimes('/one')) === 2);
    await makeDue('/two');
    await makeDue('/stays');
    worker.poller.wake();
    await eventually('the other source', async () => (await polledTimes('/stays')) === 2);
    expect(await isAnyWaiting(database(), null)).toBe(false);
    await worker.close();
    expect(await polledTimes('/two')).toBe(1);
    for (const each of [here, there]) {
      each.closeAllConnections();
      each.close();
    }
  });
});
