/**
 * Braids recorded polls and lists the largest clusters with every headline, to be judged by reading.
 *
 *   npm run build && node bench/cluster/replay.mjs FOLDER [CLUSTERS, default 20]
 *
 * FOLDER holds one folder for each feed, in it one file for each poll (YYYYMMDDThhmmssZ.xml). Items arrive in the order of
 * the polls and are read by the project's own parser when it is there, else by a few expressions that do for clean feeds.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readShippedWords } from '../../dist/io/word-tables.js';
import { EventIndex } from '../../dist/stages/cluster/event-index.js';
import { similarTo } from '../../dist/stages/cluster/similar.js';
import { CopyIndex } from '../../dist/stages/dedupe/copy-index.js';
import { TextReader } from '../../dist/text/words/reader.js';
import { WordStatistics } from '../../dist/text/words/statistics.js';

const [, , folder, wanted = '20'] = process.argv;
const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const decode = (text) =>
  text.replace(/&(#x?[\da-f]+|\w+);/gi, (all, name) =>
    name[0] === '#'
      ? String.fromCodePoint(Number(name[1] === 'x' ? `0${name.slice(1)}` : name.slice(1)))
      : (NAMED[name] ?? all),
  );
const plain = (text) =>
  decode(decode(text.replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, '$1')).replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();
const field = (entry, ...names) => {
  for (const name of names) {
    const found = new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`).exec(entry);
    if (found) return plain(found[1]);
  }
  return '';
};

const polls = readdirSync(folder)
  .flatMap((feed) => readdirSync(join(folder, feed)).map((file) => ({ feed, file })))
  .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.feed < b.feed ? -1 : 1));
const seen = new Set();
const items = [];
for (const { feed, file } of polls) {
  const polled = new Date(file.slice(0, 15).replace(/(....)(..)(..)T(..)(..)(..)/, '$1-$2-$3T$4:$5:$6Z'));
  const text = readFileSync(join(folder, feed, file), 'utf8');
  for (const [entry] of text.matchAll(/<(item|entry)[\s>][\s\S]*?<\/\1>/g)) {
    const link = /<link[^>]*href="([^"]+)"/.exec(entry)?.[1] ?? field(entry, 'link', 'guid');
    if (seen.has(feed + link)) continue;
    seen.add(feed + link);
    const date = new Date(field(entry, 'pubDate', 'published', 'dc:date', 'updated'));
    items.push({
      id: items.length + 1,
      storyId: items.length + 1,
      outlet: feed,
      urlKey: decode(link),
      title: field(entry, 'title').replace(
        /\s+[-|–—]\s+(BBC News|Fox News|CNN|CNN Video|ABS-CBN News|Philstar\.com|GMA News Online)$/i,
        '',
      ),
      attribution: null,
      summary: field(entry, 'description', 'summary', 'media:description', 'content').slice(0, 600),
      language: 'en',
      priority: 0,
      at: Number.isNaN(date.getTime()) || date > polled ? polled : date,
    });
  }
}

const reader = new TextReader(new WordStatistics(readShippedWords()));
const events = new EventIndex({ quietHours: 48, strictness: 0 }, reader);
const copies = new CopyIndex(reader);
const clusterOf = new Map();
const because = new Map();
/** Pairs of clusters that are similar news, each with its score. */
const similar = [];
const ended = new Map();
const now = (id) => (ended.has(id) ? now(ended.get(id)) : id);
const counts = { copies: 0, joins: 0, merges: 0, moves: 0, follows: 0 };
let nextId = 1;
const started = process.cpuUsage().user;
for (const item of items) {
  const copy = copies.find(item);
  copies.add(item, copy?.storyId ?? item.id);
  if (copy) {
    counts.copies += 1;
    if (process.env.COPIES)
      console.log(
        copy.because.rule,
        copy.because.score,
        '|',
        item.outlet,
        item.title,
        '|',
        items[copy.because.with - 1].outlet,
        items[copy.because.with - 1].title,
      );
    continue;
  }
  const placement = events.place(item, nextId);
  const clusterId = events.apply(item, placement, nextId);
  clusterOf.set(item.id, clusterId);
  for (const { clusterId: other, score } of similarTo(clusterId, placement))
    similar.push({ a: clusterId, b: other, score });
  if (placement.joins) because.set(item.id, placement.joins.because);
  if (placement.joins) counts.joins += 1;
  if (placement.follows) counts.follows += 1;
  counts.moves += placement.moves.length;
  counts.merges += placement.merges.length;
  for (const move of placement.moves) {
    clusterOf.set(move.storyId, move.into);
    because.set(move.storyId, move.because);
  }
  for (const { from, into } of placement.merges) {
    ended.set(from, into);
    for (const [story, id] of clusterOf) if (id === from) clusterOf.set(story, into);
  }
  nextId += 1 + placement.moves.length;
}
console.log(
  `${items.length} items`,
  JSON.stringify(counts),
  `${Math.round((process.cpuUsage().user - started) / items.length)} µs of CPU an item`,
);
const clusters =
  Map.groupBy?.([...clusterOf], ([, id]) => id) ??
  [...clusterOf].reduce((map, entry) => map.set(entry[1], [...(map.get(entry[1]) ?? []), entry]), new Map());
const pairs = new Map();
for (const { a, b, score } of similar) {
  const ids = [now(a), now(b)].sort((one, other) => one - other);
  if (ids[0] === ids[1] || !ids.every((id) => clusters.has(id))) continue;
  pairs.set(ids.join(), { ids, score: Math.max(score, pairs.get(ids.join())?.score ?? 0) });
}
console.log(
  `${clusters.size} clusters, ${pairs.size} pairs of similar ones: ${((2 * pairs.size) / clusters.size).toFixed(2)} a cluster`,
);
const similarOf = (id) =>
  [...pairs.values()]
    .flatMap(({ ids: [a, b], score }) => (a === id ? [{ id: b, score }] : b === id ? [{ id: a, score }] : []))
    .sort((a, b) => b.score - a.score || b.id - a.id);
const titleOf = (id) => items[clusters.get(id)[0][0] - 1].title;
if (process.env.SIMILAR)
  for (const { ids, score } of pairs.values()) console.log(`${score}  ${ids.map(titleOf).join('  |  ')}`);
const largest = [...clusters].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]).slice(0, Number(wanted));
for (const [id, stories] of largest) {
  const outlets = new Set(stories.map(([story]) => items[story - 1].outlet));
  console.log(
    `\n${id}: ${stories.length} stories of ${outlets.size} outlets; similar: ${similarOf(id)
      .slice(0, 3)
      .map((other) => `${titleOf(other.id)} (${other.score})`)
      .join(', ')}`,
  );
  for (const [story] of stories) {
    const { title, outlet, at } = items[story - 1];
    const why = because.get(story);
    console.log(
      `  ${at.toISOString().slice(5, 16)} ${outlet.padEnd(16)} ${title.slice(0, 130)}${
        why
          ? `   [${why.score}: ${why.words
              .slice(0, 4)
              .map(({ word }) => word)
              .join(' ')}]`
          : ''
      }`,
    );
  }
}
