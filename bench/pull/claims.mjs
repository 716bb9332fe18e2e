import { claimSources, isAnyWaiting, releaseSources } from '../../dist/io/db/claim.js';
import { end } from './at-end.mjs';
import { readOptions } from './options.mjs';
import { openPostgres } from './postgres.mjs';

const USAGE = `
How long it takes to find the sources that are due, with few and with many sources: all workers take turns at it, so it bounds how
many sources one database can have.

  npm run build && node bench/pull/claims.mjs [--sizes 1000,10000,100000] [--rounds 20]

Two sources a host. Once a thousandth of them is due, as from day to day, and once all are, as after an outage.`;
const { sizes, rounds } = readOptions(USAGE, { sizes: '1000,10000,100000', rounds: 20 });
const CLAIMED = 64;
const options = { worker: 'bench', limit: CLAIMED, leaseMs: 300_000, requestsPerHost: 1, hostPauseMs: 1000 };

let postgres;
try {
  postgres = await openPostgres();
  for (const size of sizes.split(',').map(Number)) await measure(size);
} finally {
  await end();
}

async function measure(size) {
  await postgres.ask(`
    insert into newsbraid.source (url, host, outlet, etag, status, last_poll_at, last_success_at)
    select 'https://h' || n / 2 || '.example/' || n, 'h' || n / 2 || '.example', 'Outlet ' || n, md5(n::text), 'ok', now() - '1h'::interval, now()
    from generate_series((select count(*) from newsbraid.source), ${size - 1}) n`);
  for (const [name, part] of [
    ['a thousandth due', 0.001],
    ['all due', 1],
  ]) {
    await postgres.ask(
      `update newsbraid.source set next_poll_at = now() + make_interval(mins => 60) * ((id % 1000) / 1000.0 - ${part === 1 ? 1 : part})`,
    );
    await postgres.ask('vacuum analyze newsbraid.source');
    const claims = await time(() => claimSources(postgres.database, options));
    const counts = await time(() => isAnyWaiting(postgres.database, null));
    await releaseSources(postgres.database, options.worker);
    console.log(
      `${String(size).padStart(9)} sources, ${name.padEnd(16)}   claim ${claims}   whether any waits ${counts}`,
    );
  }
}

/** Median time, and the processor's mean of it, which other work on the machine does not lengthen. */
async function time(action) {
  const times = [];
  const before = postgres.cpuMs();
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await action();
    times.push(performance.now() - started);
  }
  const cpuMs = (postgres.cpuMs() - before) / rounds;
  return `${times
    .toSorted((a, b) => a - b)
    [rounds >> 1].toFixed(1)
    .padStart(7)} ms (CPU ${cpuMs.toFixed(1).padStart(6)})`;
}
