/**
 * Mutated documents, many of them: none may crash, hang, or make memory grow.
 *
 *   node bench/parse/fuzz.mjs [SEEDS…] [--count 100000] [--seed 1]
 *
 * SEEDS are folders of documents; without, the project's own fixtures.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { normalise } from '../../dist/stages/normalise/normalise.js';
import { parse } from '../../dist/stages/parse/parse.js';
import { mutate, randomOf } from './mutate.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const folders = positionals.length > 0 ? positionals : [new URL('../../tests/feeds/', import.meta.url).pathname];
const seeds = folders.flatMap((folder) =>
  readdirSync(folder)
    .sort()
    .filter((file) => positionals.length > 0 || file.endsWith('.xml'))
    .map((file) => readFileSync(join(folder, file)))
    .filter((body) => body.length < 100_000),
);
const random = randomOf(Number(values.seed));
const source = { url: 'https://feed.invalid/', outlet: null, siteUrl: null, language: null };
const now = new Date('2030-01-01');
const count = Number(values.count);
const outcomes = {};
let slowest = 0;
let worst = seeds[0];
let items = 0;
const memory = [];
const start = performance.now();
for (let round = 0; round < count; round++) {
  const body = mutate(seeds, random);
  const begin = performance.now();
  let outcome = 'read';
  try {
    const feed = await parse(body, { contentType: null, url: source.url });
    items += normalise(feed, source, now).items.length;
    structuredClone(feed);
  } catch (error) {
    outcome = error.code ?? `CRASH ${error.stack}`;
  }
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  const took = performance.now() - begin;
  if (took > slowest) {
    slowest = took;
    worst = body;
  }
  if (round % Math.ceil(count / 10) === 0) {
    globalThis.gc?.();
    memory.push(Math.round(process.memoryUsage().heapUsed / 1e6));
  }
}
console.log(
  `${count} documents of ${seeds.length} seeds in ${((performance.now() - start) / 1000).toFixed(0)} s, ${items} items, slowest ${slowest.toFixed(0)} ms`,
);
// A busy machine makes anything slow once: the slowest document counts by its second time.
const again = performance.now();
await parse(worst, { contentType: null, url: source.url }).then(
  (feed) => normalise(feed, source, now),
  () => null,
);
console.log(`the slowest document takes ${(performance.now() - again).toFixed(0)} ms when it is read again`);
console.log(`heap in MB at each tenth: ${memory.join(' ')}`);
console.table(outcomes);
