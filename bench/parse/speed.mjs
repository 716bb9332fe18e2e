/**
 * Documents a second and MB/s on one core, as ratios to plain rss-parser and to feedsmith in the same run.
 *
 *   node bench/parse/speed.mjs DOCUMENTS [--rounds 3]
 *
 * Only well-formed UTF-8 documents that all three read are timed. The three take turns, document by document, so that a
 * busy machine slows all of them alike. "again" is what a parser thread does with a document of which it knows every item.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseFeed } from 'feedsmith';
import Parser from 'rss-parser';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '3' } },
});
const [folder] = positionals;
if (!folder) throw new Error('usage: speed.mjs DOCUMENTS [--rounds N]');

const { normalise } = await import('../../dist/stages/normalise/normalise.js');
const { parse } = await import('../../dist/stages/parse/parse.js');
const { read } = await import('../../dist/parse-worker.js');

const context = { contentType: null, url: 'https://feed.invalid/feed.xml' };
const source = { url: context.url, outlet: null, siteUrl: null, language: null };
const now = new Date();
const runners = {
  'rss-parser': (body) => new Parser().parseString(body.toString('utf8')),
  feedsmith: async (body) => parseFeed(body.toString('utf8')),
  parse: (body) => parse(body, context),
  'parse+normalise': async (body) => normalise(await parse(body, context), source, now),
  again: (body) =>
    read({ ...context, body, itemsMax: 2000, source: { ...source, url: places.get(body) }, now, whole: false }),
};

const all = readdirSync(folder)
  .sort()
  .map((file) => readFileSync(join(folder, file)));
const places = new Map(all.map((body, index) => [body, `https://feed.invalid/${index}`]));
const bodies = [];
for (const body of all) {
  try {
    if (body.length > 2_000_000) continue;
    for (const run of Object.values(runners)) await run(body);
    bodies.push(body);
  } catch {
    // Not a document that all of them read.
  }
}
const ms = Object.fromEntries(Object.keys(runners).map((name) => [name, 0]));
for (let round = 0; round < Number(values.rounds); round++) {
  for (const body of bodies) {
    for (const [name, run] of Object.entries(runners)) {
      const start = performance.now();
      await run(body);
      ms[name] += performance.now() - start;
    }
  }
}
const bytes = bodies.reduce((sum, body) => sum + body.length, 0) * Number(values.rounds);
const documents = bodies.length * Number(values.rounds);
console.log(`${bodies.length} of ${all.length} documents, ${(bytes / 1e6).toFixed(1)} MB in all`);
console.table(
  Object.fromEntries(
    Object.entries(ms).map(([name, time]) => [
      name,
      {
        'documents/s': Math.round((documents / time) * 1000),
        'MB/s': Number((bytes / time / 1000).toFixed(1)),
        'time ÷ rss-parser': Number((time / ms['rss-parser']).toFixed(2)),
        'time ÷ feedsmith': Number((time / ms.feedsmith).toFixed(2)),
      },
    ]),
  ),
);
