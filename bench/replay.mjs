#!/usr/bin/env node
/**
 * Runs the whole service over recorded feeds and prints what it made of them.
 *
 *   node bench/replay.mjs http://127.0.0.1:8787 [--clusters 20] [--from 0] [--keep FOLDER]
 *
 * The server must offer GET /feeds.opml and /clock, and POST /clock?step=N, which moves all feeds to that moment. Every feed is
 * polled after every step. Then everything is polled once more without moving the clock: nothing may change.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { connect } from '../dist/io/db/connect.js';
import { migrate } from '../dist/io/db/migrate.js';
import { readNow } from '../dist/io/db/now.js';
import { syncSources } from '../dist/io/db/sources.js';
import { createLog } from '../dist/io/log.js';
import { openEmbedded } from '../dist/io/postgres/embedded.js';
import { settingsSchema } from '../dist/model/settings.js';
import { openWorker } from '../dist/service/open-worker.js';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    clusters: { type: 'string', default: '20' },
    from: { type: 'string', default: '0' },
    to: { type: 'string' },
    keep: { type: 'string' },
  },
});
const server = positionals[0] ?? 'http://127.0.0.1:8787';
const settings = settingsSchema.parse({
  fetch: { allowPrivateAddresses: true, requestsPerHost: 8, hostPauseMs: 0 },
});
// First, so that there is no database to stop when nobody answers.
const opml = await (await fetch(`${server}/feeds.opml`)).text();
const { steps } = await (await fetch(`${server}/clock`)).json();
const folder = options.keep ?? mkdtempSync(join(tmpdir(), 'newsbraid-replay-'));
const embedded = await openEmbedded(folder);
const database = await connect(embedded.url);
await migrate(database);

const urls = [...opml.matchAll(/xmlUrl="([^"]+)"/g)].map((match) => match[1]);
await syncSources(
  database,
  urls.map((url) => ({
    ...{ url, title: null, outlet: new URL(url).pathname.replace(/^\/|\.\w+$/g, ''), categories: [] },
    ...{ everyMs: null, priority: 0, enabled: true },
  })),
);

let landed = [];
const worker = openWorker(database, settings, createLog('warn'), { onLanded: (polls) => landed.push(...polls) });
const last = Math.min(steps - 1, Number(options.to ?? steps));

/** Polls every source once and braids what it brought. */
async function round() {
  landed = [];
  await worker.poller.drain(await readNow(database.kysely));
  await worker.braider.idle();
  const sum = (key) => landed.reduce((total, poll) => total + poll[key], 0);
  return { polls: landed.length, fresh: sum('fresh'), edited: sum('edited') };
}

const query = async (text) => (await database.pool.query(text)).rows;
const started = performance.now();
for (let step = Number(options.from); step <= last; step++) {
  await fetch(`${server}/clock?step=${step}`, { method: 'POST' });
  const { fresh, edited } = await round();
  if (process.stderr.isTTY) process.stderr.write(`\r${step}/${last}: ${fresh} new, ${edited} edited   `);
}
console.log(`${last + 1} steps in ${((performance.now() - started) / 1000).toFixed(1)} s`);

const fingerprint = `select
  (select md5(string_agg(item::text, ',' order by id)) from newsbraid.item) as items,
  (select md5(string_agg(story::text, ',' order by id)) from newsbraid.story) as stories,
  (select md5(string_agg(cluster::text, ',' order by id)) from newsbraid.cluster) as clusters`;
const before = await query(fingerprint);
const again = await round();
const after = await query(fingerprint);
console.log(
  `polled again: ${JSON.stringify(again)}, ${JSON.stringify(before) === JSON.stringify(after) ? 'nothing changed' : 'CHANGED'}`,
);

console.table(
  await query(`select outlet, count(*)::int as items, count(edited_at)::int as edited,
      count(*)::int - count(distinct item.url_key)::int as same_url, count(*)::int - count(distinct item.title)::int as same_title
    from newsbraid.item join newsbraid.source on source.id = source_id group by outlet order by outlet`),
);
console.table(
  await query(`select (select count(*) from newsbraid.item)::int as items, (select count(*) from newsbraid.story)::int as stories,
      (select count(*) from newsbraid.cluster where merged_into is null)::int as clusters,
      (select count(*) from newsbraid.cluster where merged_into is not null)::int as merged,
      (select count(*) from newsbraid.cluster where merged_into is null and outlet_count > 1)::int as told_by_several,
      (select count(*) from newsbraid.cluster where merged_into is null and outlet_count > 2)::int as by_three`),
);
for (const cluster of await query(`select id, outlet_count, story_count from newsbraid.cluster where merged_into is null
    order by outlet_count desc, story_count desc, id limit ${Number(options.clusters)}`)) {
  console.log(`\ncluster ${cluster.id}: ${cluster.outlet_count} outlets, ${cluster.story_count} stories`);
  for (const row of await query(`select to_char(published_at, 'DD HH24:MI') as at, outlet, item.title, story.id as story
      from newsbraid.braided item join newsbraid.story on story.id = story_id join newsbraid.source on source.id = source_id
      where cluster_id = ${cluster.id} order by published_at`)) {
    console.log(`  ${row.at}  ${row.outlet.padEnd(17)} #${String(row.story).padEnd(5)} ${row.title}`);
  }
}
await worker.close();
await database.close();
await embedded.close();
if (!options.keep) rmSync(folder, { recursive: true });
