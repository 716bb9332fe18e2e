import { readFileSync } from 'node:fs';
import { end } from './at-end.mjs';
import { startChild } from './children.mjs';
import { readOptions } from './options.mjs';
import { openPostgres } from './postgres.mjs';

const USAGE = `
How long it takes to pull many feeds, next to the least that it could take, in one run.

  npm run build && node bench/pull/main.mjs [--feeds 1000] [--json] [--statements] [--profile]

A first pull, one where all answer 304, the same after 200 ms, and one with 3 new items a feed; dedupe and clustering included.
The floors: the requests alone, requests and bare rss-parser, and the same rows stored in a table with two indexes. The product
is a process of its own, as 'npm start' would be, the floors are another, Postgres and the server of the feeds are others still.
What is short is the better of two passes; all 304, which is shortest, the middle of five.

  --statements  what Postgres did in the first pull and in the one with new items
  --profile     writes a .cpuprofile of the product here`;
const options = readOptions(USAGE, { feeds: 1000, json: false, statements: false, profile: false });
const say = options.json ? () => {} : console.log;
const ITEMS = 30;
/** As `npm start` starts the service. */
const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const START_ARGV = scripts.start.split(' ').filter((word) => word.startsWith('--'));

let postgres;
try {
  postgres = await openPostgres();
  const server = await startChild('./server.mjs', [options.feeds, ITEMS]);
  const product = await startChild(
    './product.mjs',
    [postgres.url],
    [...START_ARGV, ...(options.profile ? ['--cpu-prof'] : [])],
  );
  const floors = await startChild('./floors.mjs', [postgres.url]);
  await Promise.all([product, floors].map((child) => child.ask('of', server.ready)));
  report(await measure({ server, product, floors }));
} finally {
  await end();
}

/** Every pass in its order; the floors right beside what they are compared with. */
async function measure({ server, product, floors }) {
  const results = {
    fetch: await floor('fetch', 'fetch'),
    parse: await floor('fetch + rss-parser', 'parse'),
    fetch304: await middle(() => floorPass('fetch, all 304', 'notModified', '"0"')),
    first: await withStatements(() => pull('first pull')),
    firstIndexed: await pass('words indexed for search, after', 'index'),
    pull304: await middle(() => pull('pull, all 304')),
  };
  results.fresh = better(await fresh(1), await fresh(2));
  await server.tell({ latencyMs: 200 });
  results.fetchSlow = await floor('fetch, 304 after 200 ms', 'notModified', '"2"');
  results.pullSlow = better(await pull('pull, 304 after 200 ms'), await pull('pull, 304 after 200 ms'));
  await floors.ask('readRows', options.feeds * ITEMS);
  results.store = await floor('store the same rows', 'store');
  return results;

  async function floor(...pass) {
    return better(await floorPass(...pass), await floorPass(...pass));
  }

  async function floorPass(name, action, argument) {
    const result = { name: `floor: ${name}`, ...(await cost(() => floors.ask(action, argument))) };
    say(line(result));
    return result;
  }

  /** A round of new items, and their words for search. */
  async function fresh(round) {
    await server.tell({ round });
    const pulled = await withStatements(() => pull('pull, 3 new items a feed'));
    return { ...pulled, indexed: await pass('words indexed for search, after', 'index') };
  }

  function pull(name) {
    return pass(name, 'pull');
  }

  async function pass(name, action) {
    const before = await countItems();
    const result = { name, ...(await cost(() => product.ask(action))), items: (await countItems()) - before };
    say(line(result));
    return result;
  }
}

/** What a pass took of its own process, and of Postgres. */
async function cost(pass) {
  const before = postgres.cpuMs();
  const { wallMs, cpuMs, peakMb } = await pass();
  return { wallMs, cpuMs, postgresCpuMs: postgres.cpuMs() - before, peakMb };
}

/** Of five passes; V8 still compiles what the first two run. */
async function middle(pass) {
  const results = [];
  while (results.length < 5) results.push(await pass());
  return results.toSorted((a, b) => a.wallMs - b.wallMs)[2];
}

function better(one, other) {
  return other.wallMs < one.wallMs ? other : one;
}

async function countItems() {
  return (await postgres.ask('select count(*)::int as items from newsbraid.item'))[0].items;
}

async function withStatements(pass) {
  if (options.statements) await postgres.forgetStatements();
  const result = await pass();
  if (options.statements) console.table(await postgres.statements());
  return result;
}

function line({ name, wallMs, cpuMs, postgresCpuMs, peakMb, items }) {
  const seconds = (ms, width) => `${(ms / 1000).toFixed(2).padStart(width)} s`;
  const parts = [
    `${name.padEnd(32)} ${seconds(wallMs, 6)}`,
    `CPU ${seconds(cpuMs, 6)}`,
    `Postgres ${seconds(postgresCpuMs, 6)}`,
    `peak ${peakMb.toFixed(0).padStart(4)} MB`,
  ];
  if (items) parts.push(`${Math.round(items / (wallMs / 1000))} items/s`);
  return parts.join('   ');
}

function report(results) {
  const { parse, fetch304, fetchSlow, store, first, pull304, pullSlow, fresh } = results;
  const ratios = {
    'first pull ÷ (fetch + rss-parser + store)': first.wallMs / (parse.wallMs + store.wallMs),
    'all 304 ÷ fetch': pull304.wallMs / fetch304.wallMs,
    'all 304 after 200 ms ÷ fetch': pullSlow.wallMs / fetchSlow.wallMs,
    '3 new items a feed ÷ (fetch + rss-parser)': fresh.wallMs / parse.wallMs,
  };
  const peakMb = pullSlow.peakMb;
  const postgresMb = postgres.pssMb();
  if (options.json) return console.log(JSON.stringify({ results, ratios, peakMb, postgresMb }, null, 2));
  say('');
  for (const [name, ratio] of Object.entries(ratios)) say(`${name.padEnd(45)} ${ratio.toFixed(2)}`);
  say(`${'peak memory of the product'.padEnd(45)} ${peakMb.toFixed(0)} MB`);
  if (postgresMb !== null) say(`${'memory of Postgres at the end'.padEnd(45)} ${postgresMb.toFixed(0)} MB`);
}
