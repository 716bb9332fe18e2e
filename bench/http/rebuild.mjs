// What a feed of 200 entries costs after a change of one of them, in a database of 60,000 generated items: wall time, processor time of
// this process (all of its threads) and of Postgres, and the shares of queries, rendering and gzip. Medians of 20 rounds; processor
// times are means, since they are counted in larger steps.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPublication } from '../../dist/io/db/publication.js';
import { Representation } from '../../dist/io/http/representation.js';
import { everything } from '../../dist/model/filter.js';
import { defaultSettings } from '../../dist/model/settings.js';
import { toAtom } from '../../dist/stages/publish/atom.js';
import { WrittenEntries } from '../../dist/stages/publish/written-entries.js';
import { cpuMsOfTree } from '../pull/processes.mjs';

const ITEMS = 60_000;
const ENTRIES = 200;
const ROUNDS = 20;
const WARM_UP = 20;
const CHANGE = `with newest as (
    select lead_item_id from newsbraid.cluster join newsbraid.story on story.id = lead_story_id
    where merged_into is null order by cluster.updated_at desc, cluster.id desc limit 1
  ) update newsbraid.item set title = title || '.' from newest where item.id = lead_item_id`;

/** Fills the database anew and prints the figures. `folder`: where its server keeps it. */
export async function rebuild(database, folder) {
  const postgres = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
  const generate = fileURLToPath(new URL('../database/generate.mjs', import.meta.url));
  spawnSync(process.execPath, [generate, database.url, String(ITEMS)], { stdio: ['ignore', 'ignore', 'inherit'] });
  const context = { site: defaultSettings.site, base: 'https://news.example', format: 'atom', hub: null };
  const seen = { queries: [], rendering: [], gzip: [] };
  const written = new WrittenEntries();
  let sizes;
  const round = async (isCounted) => {
    await database.pool.query(CHANGE);
    const theirs = cpuMsOfTree(postgres);
    const ours = cpuMs();
    const times = [performance.now()];
    const reading = { now: new Date(), entries: ENTRIES, settleMs: 0 };
    const publication = await readPublication(database.pool, everything, reading);
    times.push(performance.now());
    const body = toAtom(publication, context, written);
    times.push(performance.now());
    const { length } = new Representation({ status: 200, type: 'x', body }, new Date()).full('gzip').body;
    times.push(performance.now());
    sizes = {
      entries: publication.entries.length,
      kb: Math.round(body.length / 1000),
      gzipKb: Math.round(length / 1000),
    };
    if (isCounted)
      for (const [index, list] of Object.values(seen).entries()) list.push(times[index + 1] - times[index]);
    return [cpuMs() - ours, cpuMsOfTree(postgres) - theirs];
  };
  for (let n = 0; n < WARM_UP; n++) await round(false);
  const cpu = [];
  for (let n = 0; n < ROUNDS; n++) cpu.push(await round(true));
  const whole = seen.queries.map((_, n) => Object.values(seen).reduce((sum, list) => sum + list[n], 0));
  const mean = (index) => (cpu.reduce((sum, one) => sum + one[index], 0) / ROUNDS).toFixed(1);
  const shares = Object.entries(seen).map(([name, list]) => `${name} ${median(list).toFixed(1)}`);
  console.log(
    `a feed of ${sizes.entries} entries rebuilt, ${ITEMS} items stored: ${median(whole).toFixed(1)} ms (${shares.join(', ')}), ` +
      `CPU ${mean(0)} ms, of Postgres ${mean(1)} ms  (${sizes.kb} KB, ${sizes.gzipKb} with gzip)`,
  );
}

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
