#!/usr/bin/env node
/**
 * `npm run bench`: everything that can be measured on any machine, one after the other, as ratios to a floor in the same run.
 *
 *   npm run bench                 all
 *   npm run bench -- pull http    some
 *
 * docs/performance.md has figures and what they mean. What needs data of its own (labelled headlines, recorded feeds) is run by
 * hand: bench/parse, bench/cluster, bench/replay.mjs, bench/database.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BENCHES = {
  fetch: ['fetch/not-modified.mjs'],
  pull: ['pull/main.mjs'],
  http: ['http/main.mjs'],
  cluster: ['cluster/speed.mjs'],
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`No bench ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}
for (const [name, [script, ...args]] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), ...args], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
