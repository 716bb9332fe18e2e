/**
 * How long new items take with more and more items stored, and how much room they take.
 *
 *   npm run build && node bench/growth.mjs [--sizes 10000,100000,1000000] [--feeds 300] [--statements]
 *
 * For each size: a database of its own with so many invented items (bench/database/generate.mjs), then pulls of 3 new items a feed
 * through the whole pipeline. What is stored is older than what clustering remembers, so that the stories compared with are as many each time;
 * bench/cluster/speed.mjs measures more of those. A million items take some minutes and 2 GB of disk.
 */
import { fork, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { connect } from '../dist/io/db/connect.js';
import { migrate } from '../dist/io/db/migrate.js';
import { readNow } from '../dist/io/db/now.js';
import { syncSources } from '../dist/io/db/sources.js';
import { indexWords } from '../dist/io/db/word-index.js';
import { createLog } from '../dist/io/log.js';
import { openEmbedded } from '../dist/io/postgres/embedded.js';
import { settingsSchema } from '../dist/model/settings.js';
import { openWorker } from '../dist/service/open-worker.js';
import { postgresCpuMs } from './postgres-cpu.mjs';

const { values: options } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10000,100000,1000000' },
    feeds: { type: 'string', default: '300' },
    statements: { type: 'boolean' },
  },
});
const ROUNDS = 5;
const DAYS_AGO = '60';
const settings = settingsSchema.parse({
  fetch: { allowPrivateAddresses: true, hostPauseMs: 0, requestsPerHost: 4, concurrency: 64 },
});

const ROOM = `select case when relkind = 'i' then 'index' else 'table' end as kind, relname as name, bytes from (
    select c.relname, c.relkind, coalesce(x.indrelid, c.oid) as of,
      case when c.relkind = 'r' then pg_table_size(c.oid) else pg_relation_size(c.oid) end as bytes
    from pg_class c left join pg_index x on x.indexrelid = c.oid
    where relnamespace = 'newsbraid'::regnamespace and relkind in ('r', 'i')
  ) room where bytes > 1000000
  order by sum(bytes) over (partition by of) desc, of, relkind desc, bytes desc`;

const STATEMENTS = `select calls::int, total_exec_time::int as ms, rows::int, left(regexp_replace(query, '\\s+', ' ', 'g'), 110) as statement
  from pg_stat_statements order by total_exec_time desc limit 12`;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const first = {};
for (const size of options.sizes.split(',').map(Number)) {
  const folder = mkdtempSync(join(tmpdir(), 'newsbraid-growth-'));
  chmodSync(folder, 0o755);
  const embedded = await openEmbedded(folder);
  try {
    report(size, await measure(embedded, size));
  } finally {
    await embedded.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a new item costs in microseconds, the median of some rounds, with `size` items stored; and the room they take. */
async function measure(embedded, size) {
  const database = await connect(embedded.url);
  await migrate(database);
  const generate = fileURLToPath(new URL('database/generate.mjs', import.meta.url));
  spawnSync(process.execPath, [generate, embedded.url, String(size), DAYS_AGO], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const { rows: sizes } = await database.pool.query(ROOM);
  const server = fork(new URL('./pull/server.mjs', import.meta.url), [options.feeds]);
  const said = () => new Promise((resolve) => server.once('message', resolve));
  const urls = await said();
  const given = { title: null, categories: [], everyMs: null, priority: 0, enabled: true };
  await syncSources(
    database,
    urls.map((url, index) => ({ ...given, url, outlet: `Outlet ${index}` })),
  );
  const worker = openWorker(database, settings, createLog('warn'));
  const pull = async () => {
    await worker.poller.drain(await readNow(database.kysely));
    await worker.braider.idle();
  };
  const costs = [];
  await pull();
  await indexWords(database);
  if (options.statements) await database.pool.query('create extension pg_stat_statements');
  for (let round = 1; round <= ROUNDS; round++) {
    server.send({ round });
    await said();
    const postgres = postgresCpuMs(embedded.folder);
    const ours = process.cpuUsage();
    const started = performance.now();
    await pull();
    const wall = performance.now() - started;
    const { user, system } = process.cpuUsage(ours);
    const pulled = postgresCpuMs(embedded.folder);
    const items = await indexWords(database);
    const indexed = postgresCpuMs(embedded.folder) - pulled;
    const cost = { wall, ours: (user + system) / 1000, postgres: pulled - postgres, 'words, later': indexed };
    costs.push(Object.fromEntries(Object.entries(cost).map(([name, ms]) => [name, (1000 * ms) / items])));
  }
  if (options.statements) console.table((await database.pool.query(STATEMENTS)).rows);
  await worker.close();
  await database.close();
  server.kill();
  const medians = Object.keys(costs[0]).map((name) => [name, median(costs.map((cost) => cost[name]))]);
  return { costs: Object.fromEntries(medians), sizes };
}

function report(size, { costs, sizes }) {
  const costOf = ([name, us]) => {
    first[name] ??= us;
    return `${name} ${us.toFixed(0)} µs (${(us / first[name]).toFixed(2)} ×)`;
  };
  console.log(`\n${size} items stored: a new one takes ${Object.entries(costs).map(costOf).join(', ')}`);
  for (const { name, kind, bytes } of sizes) {
    const of = kind === 'table' ? name : `  ${name}`;
    console.log(
      `${of.padEnd(36)} ${(bytes / 1e6).toFixed(1).padStart(8)} MB ${(bytes / size).toFixed(0).padStart(6)} bytes an item`,
    );
  }
}
