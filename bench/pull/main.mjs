/**
 * How long it takes to pull many feeds, next to the least that it could take, in one run.
 *
 *   npm run build && node bench/pull/main.mjs [--feeds 1000] [--json]
 *
 * Measures the pipeline with its embedded Postgres, dedupe and clustering included: a first pull, a pull where all answer 304, the
 * same with 200 ms of latency, and a pull with 3 new items a feed. The floors, in the same run: the requests alone, requests and bare
 * rss-parser, and COPY of the same rows into a table with two indexes.
 */
import { fork } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import RssParser from 'rss-parser';
import { connect } from '../../dist/io/db/connect.js';
import { migrate } from '../../dist/io/db/migrate.js';
import { readNow } from '../../dist/io/db/now.js';
import { syncSources } from '../../dist/io/db/sources.js';
import { indexWords } from '../../dist/io/db/word-index.js';
import { createLog } from '../../dist/io/log.js';
import { openEmbedded } from '../../dist/io/postgres/embedded.js';
import { settingsSchema } from '../../dist/model/settings.js';
import { openWorker } from '../../dist/service/open-worker.js';
import { postgresCpuMs } from '../postgres-cpu.mjs';

const { values: options } = parseArgs({
  options: { feeds: { type: 'string', default: '1000' }, json: { type: 'boolean' }, statements: { type: 'boolean' } },
});
const feedCount = Number(options.feeds);
const server = fork(new URL('./server.mjs', import.meta.url), [String(feedCount)]);
const urls = await new Promise((resolve) => server.once('message', resolve));
const tell = (message) =>
  new Promise((resolve) => {
    server.once('message', resolve);
    server.send(message);
  });

const folder = mkdtempSync(join(tmpdir(), 'newsbraid-bench-'));
chmodSync(folder, 0o755);
const embedded = await openEmbedded(folder);
const database = await connect(embedded.url);
await migrate(database);
const settings = settingsSchema.parse({
  fetch: { allowPrivateAddresses: true, hostPauseMs: 0, requestsPerHost: 4, concurrency: 64 },
});
await syncSources(
  database,
  urls.map((url, index) => ({
    url,
    title: null,
    outlet: `Outlet ${index}`,
    categories: [],
    everyMs: null,
    priority: 0,
    enabled: true,
  })),
);

const results = [];

/** Runs an action and notes what it cost: wall clock, our CPU (all threads), Postgres's CPU, our memory. */
async function measure(name, action) {
  const postgresBefore = postgresCpuMs(embedded.folder);
  const before = process.cpuUsage();
  const started = performance.now();
  const items = await action();
  const wallMs = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  const result = {
    name,
    wallMs,
    cpuMs: (user + system) / 1000,
    postgresCpuMs: postgresCpuMs(embedded.folder) - postgresBefore,
    rssMb: process.memoryUsage.rss() / 1e6,
    items: items ?? 0,
  };
  results.push(result);
  if (!options.json)
    console.log(
      `${name.padEnd(34)} ${(wallMs / 1000).toFixed(2).padStart(7)} s   CPU ${(result.cpuMs / 1000).toFixed(2).padStart(6)} s   Postgres ${(result.postgresCpuMs / 1000).toFixed(2).padStart(6)} s   ${result.rssMb.toFixed(0).padStart(4)} MB${items ? `   ${Math.round(items / (wallMs / 1000))} items/s` : ''}`,
    );
  return result;
}

/** A job for every feed, 64 at a time. */
async function each(job) {
  const queue = urls.entries();
  await Promise.all(
    Array.from({ length: 64 }, async () => {
      for (const [index, url] of queue) await job(url, index);
    }),
  );
}

const worker = openWorker(database, settings, createLog('warn'));
/** One pull of every feed, to the last cluster. */
async function pull() {
  const {
    rows: [before],
  } = await database.pool.query('select count(*)::int as items from newsbraid.item');
  await worker.poller.drain(await readNow(database.kysely));
  await worker.braider.idle();
  const {
    rows: [after],
  } = await database.pool.query('select count(*)::int as items from newsbraid.item');
  return after.items - before.items;
}

const bodies = [];
await measure('floor: fetch', () =>
  each(async (url, index) => {
    bodies[index] = await (await fetch(url)).text();
  }),
);
await measure('floor: fetch + rss-parser', () =>
  each(async (url) => {
    await new RssParser().parseString(await (await fetch(url)).text());
  }),
);
await measure('floor: fetch, all 304', () =>
  each(async (url) => {
    await (await fetch(url, { headers: { 'if-none-match': '"0"' } })).arrayBuffer();
  }),
);
if (options.statements)
  await database.pool.query('create extension if not exists pg_stat_statements; select pg_stat_statements_reset()');
await measure('first pull', pull);
if (options.statements) {
  const { rows } = await database.pool.query(
    `select calls::int, total_exec_time::int as ms, rows::int, (wal_bytes / 1e6)::int as wal_mb, left(regexp_replace(query, '\\s+', ' ', 'g'), 110) as statement
     from pg_stat_statements order by total_exec_time desc limit 12`,
  );
  console.table(rows);
}
await measure('words indexed for search, afterwards', () => indexWords(database));
await measure('pull, all 304', pull);
await measure('pull, all 304, again', pull);
await tell({ round: 1 });
await measure('pull, 3 new items a feed', pull);
await measure('words indexed for search, afterwards', () => indexWords(database));
await tell({ latencyMs: 200 });
await measure('floor: fetch, 304 after 200 ms', () =>
  each(async (url) => {
    await (await fetch(url, { headers: { 'if-none-match': '"1"' } })).arrayBuffer();
  }),
);
await measure('pull, 304 after 200 ms', pull);
const floorCopy = await measureCopy();

async function measureCopy() {
  const { rows } = await database.pool.query(
    `select source_id, identity_key::text, title, summary, content_html, published_at from newsbraid.item order by id limit ${feedCount * 30}`,
  );
  await database.pool.query(
    'create table copied (source_id bigint, identity_key uuid, title text, summary text, content_html text, published_at timestamptz)',
  );
  await database.pool.query('create index on copied (source_id, identity_key)');
  await database.pool.query('create index on copied (published_at)');
  return measure('floor: store the same rows', async () => {
    for (let start = 0; start < rows.length; start += 5000) {
      const some = rows.slice(start, start + 5000);
      const column = (name) => some.map((row) => row[name]);
      await database.pool.query(
        'insert into copied select * from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])',
        ['source_id', 'identity_key', 'title', 'summary', 'content_html', 'published_at'].map(column),
      );
    }
  });
}

const wall = (name) => results.find((result) => result.name === name).wallMs;
const ratios = {
  'first pull ÷ (fetch + rss-parser + store)':
    wall('first pull') / (wall('floor: fetch + rss-parser') + floorCopy.wallMs),
  'all 304 ÷ floor': wall('pull, all 304, again') / wall('floor: fetch, all 304'),
  'all 304 after 200 ms ÷ floor': wall('pull, 304 after 200 ms') / wall('floor: fetch, 304 after 200 ms'),
  '3 new ÷ (fetch + rss-parser)': wall('pull, 3 new items a feed') / wall('floor: fetch + rss-parser'),
};
const peakMb = process.resourceUsage().maxRSS / 1024;
if (options.json) console.log(JSON.stringify({ results, ratios, peakMb }, null, 2));
else {
  for (const [name, ratio] of Object.entries(ratios)) console.log(`${name.padEnd(45)} ${ratio.toFixed(2)}`);
  console.log(`${'peak memory, this process'.padEnd(45)} ${peakMb.toFixed(0)} MB`);
}
await worker.close();
await database.close();
await embedded.close();
server.kill();
rmSync(folder, { recursive: true, force: true });
