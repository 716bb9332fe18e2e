/**
 * Runs a folder of feedparser's test cases: how many of the simple expectations hold.
 *
 *   node bench/parse/conformance.mjs FOLDER [--show]
 *
 * Simple: `Expect: [not] [bozo and] feed['x'] == …` or `entries[0]['x'] == …` with a literal, where x is a title, link, id, date,
 * content, summary, author or tag. What a document is worth to a reader is compared, so that HTML counts by its text and
 * its tags' names, and a date by its time.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from '../../dist/stages/parse/parse.js';
import { textOfHtml } from '../../dist/text/html.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { show: { type: 'boolean', default: false } },
});
const [folder] = positionals;
if (!folder) throw new Error('usage: conformance.mjs FOLDER [--show]');

/** What our model says for feedparser's path; undefined: the model has no such field. */
const READERS = {
  "feed['title']": (feed) => feed.title,
  "feed['title_detail']['value']": (feed) => feed.title,
  "feed['link']": (feed) => feed.link,
  'feed.link': (feed) => feed.link,
  "feed['tagline']": (feed) => feed.description,
  "feed['subtitle']": (feed) => feed.description,
  "feed['description']": (feed) => feed.description,
  "feed['language']": (feed) => feed.language,
  "feed['author']": (feed) => feed.authors[0],
  "feed['author_detail']['name']": (feed) => feed.authors[0],
  "feed['updated']": (feed) => feed.updated,
  "feed['updated_parsed']": (feed) => feed.updated,
  "feed['published']": (feed) => feed.updated,
  "feed['published_parsed']": (feed) => feed.updated,
  "feed['image']['href']": (feed) => feed.imageUrl,
  "feed['tags'][0]['term']": (feed) => feed.categories[0],
  "feed['tags'][1]['term']": (feed) => feed.categories[1],
  "feed['category']": (feed) => feed.categories[0],
  "entries[0]['title']": (_, item) => item?.title,
  "entries[0]['title_detail']['value']": (_, item) => item?.title,
  "entries[0]['link']": (_, item) => item?.link,
  "entries[0]['id']": (_, item) => item?.id,
  "entries[0]['guid']": (_, item) => item?.id,
  "entries[0]['updated']": (_, item) => item?.updated ?? item?.published,
  "entries[0]['updated_parsed']": (_, item) => item?.updated ?? item?.published,
  "entries[0]['published']": (_, item) => item?.published,
  "entries[0]['published_parsed']": (_, item) => item?.published,
  "entries[0]['created_parsed']": (_, item) => item?.published,
  "entries[0]['summary']": (_, item) => item?.summary ?? item?.content,
  "entries[0]['description']": (_, item) => item?.summary ?? item?.content,
  "entries[0]['summary_detail']['value']": (_, item) => item?.summary ?? item?.content,
  "entries[0]['content'][0]['value']": (_, item) => item?.content ?? item?.summary,
  "entries[0]['author']": (_, item) => item?.authors[0],
  "entries[0]['author_detail']['name']": (_, item) => item?.authors[0],
  "entries[0]['tags'][0]['term']": (_, item) => item?.categories[0],
  "entries[0]['tags'][1]['term']": (_, item) => item?.categories[1],
  "entries[0]['category']": (_, item) => item?.categories[0],
  "entries[0]['source']['title']": (_, item) => item?.via?.title,
  "entries[0]['enclosures'][0]['type']": (_, item) => item?.enclosures[0]?.type,
  "entries[0]['enclosures'][0]['length']": (_, item) => item?.enclosures[0]?.bytes,
};
const LITERAL =
  /^Expect:\s*(?:not bozo and |bozo and )?((?:feed|entries\[0\])[^=\s]*)\s*==\s*(u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*"|\([\d, ]+\))\s*$/m;

function unquote(literal) {
  if (literal.startsWith('(')) {
    const [year, month, day, hour, minute, second] = literal.match(/\d+/g).map(Number);
    return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  }
  const body = literal.replace(/^u/, '').slice(1, -1);
  return body.replace(/\\(?:u([\da-f]{4})|x([\da-f]{2})|(.))/gi, (_, unicode, byte, character) => {
    if (unicode || byte) return String.fromCharCode(Number.parseInt(unicode ?? byte, 16));
    return { n: '\n', t: '\t' }[character] ?? character;
  });
}

const shape = (html) => {
  const tags = (String(html).match(/<[a-z][a-z0-9]*/gi) ?? []).map((tag) => tag.toLowerCase());
  return `${textOfHtml(String(html)).replace(/\s+/g, ' ')}|${tags.filter((tag) => tag !== '<div').join('')}`;
};
const BASE = /Content-Location:\s*(\S+)/i;

const groups = {};
let total = 0;
let held = 0;
for (const file of readdirSync(folder).sort()) {
  const body = readFileSync(join(folder, file));
  const head = body.subarray(0, 4000).toString('utf8');
  const match = LITERAL.exec(head) ?? LITERAL.exec(body.subarray(0, 8000).toString('utf16le'));
  const read = match && READERS[match[1]];
  if (!read) continue;
  const expected = unquote(match[2]);
  let got;
  try {
    const document = `http://127.0.0.1:8097/${file}`;
    const url = new URL(BASE.exec(head)?.[1] ?? document, document).href;
    const feed = await parse(body, { contentType: /^Content-type:\s*(.+)$/im.exec(head)?.[1] ?? null, url });
    got = read(feed, feed.items[0]);
  } catch (error) {
    got = `${error.code}: ${error.message}`;
  }
  const same =
    got instanceof Date
      ? got.getTime() === new Date(expected).getTime()
      : String(got ?? '') === String(expected) ||
        shape(got ?? '') === shape(expected) ||
        textOfHtml(String(got ?? '')) === expected;
  const kind = match[1];
  groups[kind] ??= { cases: 0, hold: 0 };
  groups[kind].cases++;
  total++;
  if (same) {
    held++;
    groups[kind].hold++;
  } else if (values.show)
    console.log(`${file} ${kind}\n  expected ${JSON.stringify(expected)}\n  got      ${JSON.stringify(got)}`);
}
console.table(groups);
console.log(`${held} of ${total} hold (${((100 * held) / total).toFixed(1)} %)`);
