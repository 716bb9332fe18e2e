/**
 * Reads recorded polls of feeds, in their order, and counts what a service would store.
 *
 *   node bench/parse/replay.mjs POLLS [--show]
 *
 * POLLS/NAME/YYYYMMDDThhmmssZ.xml is the feed NAME as it stood at that time. "Twice" counts new items that look like an
 * item the same source has delivered before: the same words in the title, or the same long number in the address.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { identify } from '../../dist/stages/identify/identify.js';
import { normalise } from '../../dist/stages/normalise/normalise.js';
import { parse } from '../../dist/stages/parse/parse.js';
import { keyOf } from '../../dist/text/keys.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { show: { type: 'boolean', default: false } },
});
const [folder] = positionals;
if (!folder) throw new Error('usage: replay.mjs POLLS [--show]');

const words = (title) => new Set(title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
const digits = (title) => (title.match(/\d+/g) ?? []).join();
function alike(a, b) {
  const [x, y] = [words(a.title), words(b.title)];
  const common = [...x].filter((word) => y.has(word)).length;
  const number = a.url?.replace(/\?.*/, '').match(/\d{6,}/)?.[0];
  if (number && b.url?.replace(/\?.*/, '').includes(number)) return true;
  return digits(a.title) === digits(b.title) && common >= 3 && common / Math.max(x.size, y.size) >= 0.6;
}

const rows = {};
for (const name of readdirSync(folder).sort()) {
  const row = { polls: 0, failed: 0, 'items read': 0, items: 0, edits: 0, twice: 0 };
  const stored = [];
  for (const file of readdirSync(join(folder, name)).sort()) {
    const time = file.replace(/^(....)(..)(..)T(..)(..)(..)Z.*$/, '$1-$2-$3T$4:$5:$6Z');
    const url = `https://${name}.invalid/feed.xml`;
    const body = readFileSync(join(folder, name, file));
    const feed = await parse(body, { contentType: 'application/xml', url }).catch((error) => {
      console.log(`${name} ${file}: ${error.message}`);
      row.failed++;
      return null;
    });
    if (!feed) continue;
    const incoming = normalise(feed, { url, outlet: null, siteUrl: null, language: null }, new Date(time));
    const { fresh, edited } = identify(incoming.items, stored);
    row.polls++;
    row['items read'] += incoming.items.length;
    for (const { id, item } of edited) {
      row.edits++;
      if (values.show)
        console.log(
          `${name} edit\n  ${stored[id].title}\n  ${item.title}\n  ${stored[id].summary.slice(0, 200)}\n  ${item.summary.slice(0, 200)}`,
        );
      Object.assign(stored[id], {
        contentHash: item.contentHash,
        title: item.title,
        url: item.url,
        summary: item.summary,
      });
    }
    for (const item of fresh) {
      const other = stored.find((one) => alike(one, item));
      if (other) {
        row.twice++;
        if (values.show)
          console.log(
            `${name} twice? ${time}\n  ${other.title}\n    ${other.url} ${other.publishedAt.toISOString()}\n  ${item.title}\n    ${item.url} ${item.publishedAt?.toISOString()}`,
          );
      }
    }
    for (const item of fresh) {
      stored.push({
        id: stored.length,
        sourceId: 1,
        identityKey: keyOf(item.identity),
        urlKey: item.canonicalUrl && keyOf(item.canonicalUrl),
        contentHash: item.contentHash,
        url: item.url,
        title: item.title,
        summary: item.summary,
        publishedAt: item.publishedAt ?? new Date(time),
      });
    }
  }
  row.items = stored.length;
  rows[name] = row;
}
console.table(rows);
