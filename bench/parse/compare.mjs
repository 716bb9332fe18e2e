/**
 * Compares what we read with what a reference read.
 *
 *   node bench/parse/compare.mjs DOCUMENTS EXPECTED.jsonl [--show FIELD] [--limit 20]
 *
 * EXPECTED has one line for each document: {"file","title","items":[{"id","title","link","published"}]}.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { normalise } from '../../dist/stages/normalise/normalise.js';
import { parse } from '../../dist/stages/parse/parse.js';
import { textOfHtml } from '../../dist/text/html.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { show: { type: 'string' }, limit: { type: 'string', default: '20' } },
});
const [folder, list] = positionals;
if (!folder || !list) throw new Error('usage: compare.mjs DOCUMENTS EXPECTED.jsonl');

/** Why we differ, where a rule can tell that we are right; the rest is "other". */
const REASONS = {
  link: [
    ['the reference has none', ({ expected }) => !expected],
    [
      'the reference leaves it relative',
      ({ expected, got }) =>
        !/^[a-z]+:/i.test(expected) && got.endsWith(expected.replace(/^\.?\/?/, '/').replace(/#.*/, '')),
    ],
    ['the page itself instead of a counting redirect (feedburner:origLink)', ({ text }) => text.includes('origLink')],
  ],
  id: [
    ['the reference makes a name of nothing', ({ expected, got }) => expected === 'None' && got === null],
    ['the reference puts ";" into addresses', ({ expected, got }) => expected.replace(/&(\w+);/g, '&$1') === got],
    ['the reference resolves what is no address', ({ expected, got }) => got && expected.endsWith(`/${got}`)],
    ['two guids: the first', ({ text, got }) => text.split(got).length > 1 && text.split('<guid').length > 2],
  ],
  published: [['the reference cannot read the date', ({ expected }) => !expected]],
  title: [['double encoding in the document, kept', ({ got }) => /Ã/.test(got)]],
};

const counts = {};
const shown = {};
let current = '';
const count = (key, by = 1) => {
  counts[key] = (counts[key] ?? 0) + by;
};
function differs(field, file, expected, got) {
  count(`${field} differs`);
  const reason = REASONS[field]?.find(([, applies]) => applies({ expected, got, text: current }))?.[0] ?? 'other';
  count(`${field} differs: ${reason}`);
  if (values.show !== field && values.show !== 'all') return;
  shown[field] = (shown[field] ?? 0) + 1;
  if (shown[field] <= Number(values.limit))
    console.log(`${field} ${file}\n  expected ${JSON.stringify(expected)}\n  got      ${JSON.stringify(got)}`);
}

const plain = (text) =>
  textOfHtml(text ?? '')
    .replace(/\s+/g, ' ')
    .trim();
const url = (text) => {
  try {
    return new URL(text.trim()).href;
  } catch {
    return (text ?? '').trim();
  }
};
const time = (value) => (value ? new Date(value).toISOString().slice(0, 19) : null);

for (const line of readFileSync(list, 'utf8').trim().split('\n')) {
  const expected = JSON.parse(line);
  count('documents');
  count('items expected', expected.items.length);
  const body = readFileSync(join(folder, expected.file));
  current = body.toString('utf8');
  let feed;
  try {
    feed = await parse(body, { contentType: null, url: 'http://feed.invalid/feed', itemsMax: 100_000 });
    normalise(feed, { url: 'http://feed.invalid/feed', outlet: null, siteUrl: null, language: null }, new Date());
  } catch (error) {
    count('items lost', expected.items.length);
    differs('document', expected.file, 'a feed', `${error.code} ${error.stack}`);
    continue;
  }
  if (plain(feed.title) !== plain(expected.title)) differs('feed title', expected.file, expected.title, feed.title);
  count('items got', feed.items.length);
  if (feed.items.length !== expected.items.length)
    differs('items', expected.file, expected.items.length, [feed.items.length, ...feed.warnings]);
  for (const [index, want] of expected.items.entries()) {
    const item = feed.items[index];
    if (!item) {
      count('items lost');
      continue;
    }
    if ((want.id ?? '').trim() !== (item.id ?? '').trim()) differs('id', expected.file, want.id, item.id ?? null);
    if (plain(want.title) !== plain(item.title)) differs('title', expected.file, want.title, item.title);
    if (url(want.link ?? '') !== url(item.link ?? '')) differs('link', expected.file, want.link, item.link ?? null);
    const date = item.published ?? item.updated;
    if (time(want.published) !== time(date)) differs('published', expected.file, want.published, date ?? null);
  }
}
for (const field of ['id', 'title', 'link', 'published']) {
  const right = counts['items expected'] - (counts['items lost'] ?? 0) - (counts[`${field} differs`] ?? 0);
  const explained = Object.entries(counts).filter(
    ([key]) => key.startsWith(`${field} differs: `) && !key.endsWith('other'),
  );
  const withUs = explained.reduce((sum, [, number]) => sum + number, right);
  const percent = (number) => ((100 * number) / counts['items expected']).toFixed(2);
  console.log(`${field}: ${percent(right)} % as the reference, ${percent(withUs)} % right`);
}
console.table(counts);
