#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const USAGE = `
Everything that can be measured on any machine in short time, one after the other, next to a floor in the same run where there is one.

  npm run bench                 all
  npm run bench -- pull http    some

  fetch     requests, next to bare undici
  pull      a pull of many feeds, next to fetch, rss-parser and storing the rows
  readers   how long readers wait, during a pull and after a change
  workers   what more workers bring
  claims    finding what is due among many sources
  http      kept answers, next to a bare node:http
  cluster   copies and clusters, with few and many stories

docs/performance.md has figures and what they mean. bench/pull/*.mjs have options of their own: --help. What needs data of its own
(labelled headlines, recorded feeds) is run by hand: bench/parse, bench/cluster, bench/replay.mjs, bench/database.`;
const BENCHES = {
  fetch: ['fetch/not-modified.mjs'],
  pull: ['pull/main.mjs'],
  readers: ['pull/readers.mjs'],
  workers: ['pull/workers.mjs'],
  claims: ['pull/claims.mjs'],
  http: ['http/main.mjs'],
  cluster: ['cluster/speed.mjs', '--expose-gc'],
};

const wanted = process.argv.slice(2);
if (wanted.includes('--help')) {
  console.log(USAGE.trim());
  process.exit();
}
const unknown = wanted.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`No bench ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}
for (const [name, [script, ...flags]] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, [...flags, fileURLToPath(new URL(script, import.meta.url))], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
