import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { readPublication } from '../../dist/io/db/publication.js';
import { everything } from '../../dist/model/filter.js';
import { end } from './at-end.mjs';
import { startChild } from './children.mjs';
import { install } from './installation.mjs';
import { readOptions } from './options.mjs';
import { openPostgres } from './postgres.mjs';
import { cpuMsOf } from './processes.mjs';

const USAGE = `
How long readers wait: while a first pull is under way in the same process, when nothing happens, and for a feed of 200 entries
after a change.

  npm run build && node bench/pull/readers.mjs [--feeds 1000] [--rounds 20]

The service is 'newsbraid start' itself. /feed.atom and / are asked for 20 times a second each, whether earlier answers have come or
not, and an answer's time counts from when it should have been asked for. /healthz costs nothing, so it shows what waiting is the
process's own.`;
const { feeds, rounds } = readOptions(USAGE, { feeds: 1000, rounds: 20 });
const ENTRIES = 200;
const EVERY_MS = 50;
const QUIET_MS = 5000;
const PATHS = ['/feed.atom', '/', '/healthz'];
const SETTINGS = `
fetch: { allowPrivateAddresses: true, hostPauseMs: 0, requestsPerHost: 4, concurrency: 64 }
publish: { entries: ${ENTRIES} }
log: { level: warn }
`;
const CHANGE = `
  with newest as (
    select lead_item_id from newsbraid.cluster join newsbraid.story on story.id = lead_story_id
    where merged_into is null order by cluster.updated_at desc, cluster.id desc limit 1
  ), edited as (
    update newsbraid.item set title = title || ' again' from newest where item.id = lead_item_id
  ), moved as (
    update newsbraid.braid set version = version + 1 returning version
  ) select pg_notify('newsbraid_published', version::text) from moved`;

const dispatcher = new Agent();

let postgres;
try {
  postgres = await openPostgres();
  const server = await startChild('./server.mjs', [feeds]);
  const place = install(server.ready, '1d', SETTINGS, postgres.url);
  const service = await place.start('start');
  const base = /Feed +(\S+)\/feed\.atom/.exec(service.said)[1];
  console.log('first pull');
  await read(base, pulled);
  console.log('nothing under way');
  await read(base, () => pause(QUIET_MS));
  await rebuild(`${base}/feed.atom`, service);
} finally {
  await end();
}

/** Resolves when every source was polled and all that it brought is in stories. */
async function pulled() {
  const left = `select exists (select from newsbraid.source where last_poll_at is null) or exists (select from newsbraid.pending) as some`;
  while ((await postgres.ask(left))[0].some) await pause(200);
}

/** Asks for everything at a steady pace until something is over, and prints how long the answers took. */
async function read(base, untilOver) {
  const seen = PATHS.map((path) => ({ path, times: [], etags: new Set() }));
  const started = performance.now();
  const answers = [];
  let ticks = 0;
  const timer = setInterval(() => {
    // A timer that comes late asks for all that it missed.
    for (; ticks * EVERY_MS <= performance.now() - started; ticks++) {
      const at = started + ticks * EVERY_MS;
      answers.push(...seen.map((path) => ask(base, path, at)));
    }
  }, EVERY_MS / 10);
  await untilOver();
  clearInterval(timer);
  await Promise.all(answers);
  for (const { path, times, etags } of seen) {
    const [p50, p99, worst] = [0.5, 0.99, 1].map((part) => percentile(times, part).toFixed(1).padStart(7));
    console.log(
      `  ${path.padEnd(12)} ${String(times.length).padStart(5)} answers   p50 ${p50} ms   p99 ${p99} ms   worst ${worst} ms   ${etags.size} different`,
    );
  }
}

async function ask(base, { path, times, etags }, at) {
  const { statusCode, headers, body } = await get(`${base}${path}`);
  await body.bytes();
  if (statusCode !== 200) throw new Error(`${path}: expected 200, got ${statusCode}`);
  times.push(performance.now() - at);
  if (headers.etag) etags.add(headers.etag);
}

/** Changes the headline of the newest cluster, as an edit would, and asks until the feed has it. */
async function rebuild(feed, { pid }) {
  const reading = { now: new Date(), entries: ENTRIES, settleMs: 0 };
  const read = () => readPublication(postgres.database.pool, everything, reading);
  const { entries } = await read();
  const used = () => [cpuMsOf(pid), postgres.cpuMs()];
  const before = used();
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const { headers, body } = await get(feed);
    await body.bytes();
    await postgres.ask(CHANGE);
    times.push(await timeOf(() => untilOther(feed, headers.etag)));
  }
  const [ours, theirs] = used().map((ms, index) => ((ms - before[index]) / rounds).toFixed(1));
  const queries = [];
  for (let round = 0; round < rounds; round++) queries.push(await timeOf(read));
  const [{ items }] = await postgres.ask('select count(*)::int as items from newsbraid.item');
  console.log(`a feed of ${entries.length} entries, ${items} items stored
  anew after a change: median ${percentile(times, 0.5).toFixed(1)} ms, worst ${percentile(times, 1).toFixed(1)} ms; CPU ${ours} ms, of Postgres ${theirs} ms
  its queries alone:   median ${percentile(queries, 0.5).toFixed(1)} ms`);
}

async function untilOther(feed, before) {
  for (let etag = before; etag === before; ) {
    const { headers, body } = await get(feed);
    ({ etag } = headers);
    await body.bytes();
  }
}

async function timeOf(action) {
  const started = performance.now();
  await action();
  return performance.now() - started;
}

function get(url) {
  return request(url, { dispatcher, headers: { 'accept-encoding': 'gzip' } });
}

function percentile(numbers, part) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}
