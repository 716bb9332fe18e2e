import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { end } from './at-end.mjs';
import { startChild } from './children.mjs';
import { install } from './installation.mjs';
import { readOptions } from './options.mjs';
import { openPostgres } from './postgres.mjs';
import { cpuMsOf } from './processes.mjs';

const USAGE = `
What more workers bring: 1, 2 and 4 'newsbraid worker' on one Postgres, against feeds that answer after 50 ms.

  npm run build && node bench/pull/workers.mjs [--feeds 2000] [--seconds 6] [--concurrency 32]

Every source is always due, so that the workers never wait for one: first all answer 304 for some seconds, then every feed has 3
new items, once. Prints sources a second, and what a poll takes of each process: with that, what limits on more cores can be told.`;
const { feeds, seconds, concurrency } = readOptions(USAGE, { feeds: 2000, seconds: 6, concurrency: 32 });
const LATENCY_MS = 50;
const NEW_ITEMS = 3;
const WARM_UP_MS = 3000;
const PATIENCE_MS = 60_000;
const SETTINGS = `
fetch: { allowPrivateAddresses: true, hostPauseMs: 0, requestsPerHost: 8, concurrency: ${concurrency} }
log: { level: warn }
`;

const COUNTS = `
  select (select count(*)::int from newsbraid.poll) as polls, (select count(*)::int from newsbraid.item) as items,
    (select sum(calls)::int from pg_stat_statements where dbid = pg_database.oid) as statements,
    pg_stat_get_db_xact_commit(oid)::int as transactions
  from pg_database where datname = current_database()`;
const CLAIMS = `
  select case when query ~ 'advisory' then 'waiting for the turn to claim' else 'claiming' end as what, calls::int, mean_exec_time as ms, rows::int
  from pg_stat_statements where query ~ 'pg_advisory_xact_lock|with first as' order by 1 desc`;

let postgres;
let server;
let place;
let round = 0;
try {
  postgres = await openPostgres();
  server = await startChild('./server.mjs', [feeds, NEW_ITEMS]);
  place = install(server.ready, '1s', SETTINGS, postgres.url);
  await server.tell({ latencyMs: LATENCY_MS });
  for (const count of [1, 2, 4]) await measure(count);
} finally {
  await end();
}

async function measure(count) {
  const workers = await Promise.all(Array.from({ length: count }, () => place.start('worker')));
  // Shorter than the config allows: there is always one more source that is due.
  await postgres.ask('update newsbraid.source set every_ms = 100, next_poll_at = now()');
  await untilStored();
  await pause(WARM_UP_MS);
  await postgres.forgetStatements();
  const quiet = await between(workers, () => pause(seconds * 1000));
  const claims = await postgres.ask(CLAIMS);
  await server.tell({ round: ++round });
  // From now on every source is polled once.
  await postgres.ask('update newsbraid.source set every_ms = 3600000');
  const fresh = await between(workers, untilStored);
  await until('not exists (select from newsbraid.source where lease_until is not null)');
  await Promise.all(workers.map((worker) => worker.stop()));
  const name = count === 1 ? '1 worker' : `${count} workers`;
  console.log(`\n${name}, all answer 304: ${aSecond(quiet.polls, quiet.at)} sources/s`);
  say(quiet);
  for (const { what, calls, ms, rows } of claims) {
    const each = `${ms.toFixed(2)} ms each, ${(rows / calls).toFixed(1)} rows`;
    console.log(`  ${what}: ${aSecond(calls, quiet.at)} a second, ${each}`);
  }
  const stored = `${aSecond(feeds, fresh.result)} sources/s stored`;
  console.log(`${name}, 3 new items a feed: ${stored}, ${aSecond(fresh.items, fresh.at)} items/s to their clusters`);
  say(fresh);
}

/** What the processes did while something ran. */
async function between(workers, run) {
  const look = async () => ({
    at: performance.now(),
    workers: workers.map(({ pid }) => cpuMsOf(pid)),
    postgres: postgres.cpuMs(),
    server: cpuMsOf(server.pid),
    ...(await postgres.ask(COUNTS))[0],
  });
  const before = await look();
  const result = await run();
  const after = await look();
  const grown = ([name, value]) => [
    name,
    Array.isArray(value) ? value.map((each, index) => each - before[name][index]) : value - before[name],
  ];
  return { result, ...Object.fromEntries(Object.entries(after).map(grown)) };
}

function say({ at, workers, polls, ...used }) {
  const all = workers.reduce((sum, ms) => sum + ms, 0);
  const aPoll = (ms) => `${(ms / polls).toFixed(2)} ms`;
  const cores = (ms) => (ms / at).toFixed(2);
  console.log(
    `  cores busy: workers ${workers.map(cores).join(' + ')}, Postgres ${cores(used.postgres)}, feed server ${cores(used.server)}; of ${availableParallelism()}`,
  );
  console.log(
    `  a poll takes ${aPoll(all)} of a worker, ${aPoll(used.postgres)} of Postgres; ${(used.statements / polls).toFixed(2)} statements, ${(used.transactions / polls).toFixed(2)} transactions; ${polls} polls`,
  );
}

function aSecond(count, ms) {
  return Math.round(count / (ms / 1000));
}

/** Resolves when every feed's items of this round are in stories, to how many ms it took to store them. */
async function untilStored() {
  const started = performance.now();
  await until(`(select count(*) from newsbraid.item) = ${feeds * NEW_ITEMS * (round + 1)}`);
  const storedMs = performance.now() - started;
  await until('not exists (select from newsbraid.pending)');
  return storedMs;
}

async function until(condition) {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await postgres.ask(`select ${condition} as holds`))[0].holds) {
    if (performance.now() > deadline) throw new Error(`not within ${PATIENCE_MS / 1000} s: ${condition}`);
    await pause(50);
  }
}
