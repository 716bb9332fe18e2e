import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { end } from './at-end.mjs';
import { startChild } from './children.mjs';
import { readOptions } from './options.mjs';
import { openPostgres } from './postgres.mjs';

const USAGE = `
How long new items take with more and more items stored, and how much room they take.

  npm run build && node bench/pull/growth.mjs [--sizes 10000,100000,1000000] [--feeds 300] [--statements]

For each size: a database of its own with so many invented items (bench/database/generate.mjs), then pulls of 3 new items a feed
through the whole pipeline. What is stored is older than what clustering remembers, so that the stories compared with are as many
each time; bench/cluster/speed.mjs measures more of those. A million items take some minutes and 2 GB of disk.`;
const options = readOptions(USAGE, { sizes: '10000,100000,1000000', feeds: 300, statements: false });
const ROUNDS = 5;
const DAYS_AGO = '60';
const GENERATE = fileURLToPath(new URL('../database/generate.mjs', import.meta.url));
const ROOM = `select case when relkind = 'i' then 'index' else 'table' end as kind, relname as name, bytes from (
    select c.relname, c.relkind, coalesce(x.indrelid, c.oid) as of,
      case when c.relkind = 'r' then pg_table_size(c.oid) else pg_relation_size(c.oid) end as bytes
    from pg_class c left join pg_index x on x.indexrelid = c.oid
    where relnamespace = 'newsbraid'::regnamespace and relkind in ('r', 'i')
  ) room where bytes > 1000000
  order by sum(bytes) over (partition by of) desc, of, relkind desc, bytes desc`;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const first = {};
for (const size of options.sizes.split(',').map(Number)) {
  try {
    report(size, await measure(size));
  } finally {
    await end();
  }
}

/** What a new item costs in microseconds, the median of some rounds, with `size` items stored; and the room they take. */
async function measure(size) {
  const postgres = await openPostgres();
  spawnSync(process.execPath, [GENERATE, postgres.url, String(size), DAYS_AGO], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const room = await postgres.ask(ROOM);
  const server = await startChild('./server.mjs', [options.feeds]);
  const product = await startChild('./product.mjs', [postgres.url]);
  await product.ask('of', server.ready);
  await product.ask('pull');
  await product.ask('index');
  await postgres.forgetStatements();
  const costs = [];
  for (let round = 1; round <= ROUNDS; round++) {
    await server.tell({ round });
    const before = postgres.cpuMs();
    const { wallMs, cpuMs } = await product.ask('pull');
    const pulled = postgres.cpuMs();
    const { result: items } = await product.ask('index');
    const cost = { wall: wallMs, ours: cpuMs, postgres: pulled - before, 'words, later': postgres.cpuMs() - pulled };
    costs.push(Object.fromEntries(Object.entries(cost).map(([name, ms]) => [name, (1000 * ms) / items])));
  }
  if (options.statements) console.table(await postgres.statements());
  return { costs: Object.keys(costs[0]).map((name) => [name, median(costs.map((cost) => cost[name]))]), room };
}

function report(size, { costs, room }) {
  const say = ([name, us]) => {
    first[name] ??= us;
    return `${name} ${us.toFixed(0)} µs (${(us / first[name]).toFixed(2)} ×)`;
  };
  console.log(`\n${size} items stored: a new one takes ${costs.map(say).join(', ')}`);
  for (const { name, kind, bytes } of room) {
    const of = kind === 'table' ? name : `  ${name}`;
    const megabytes = (bytes / 1e6).toFixed(1).padStart(8);
    console.log(`${of.padEnd(36)} ${megabytes} MB ${(bytes / size).toFixed(0).padStart(6)} bytes an item`);
  }
}
