/**
 * How well a stream is grouped in which most stories are told once, as in life and unlike in labelled collections, where every
 * story has others of its event: keeps one story of two events in three, two of one in five, more of the others, all files
 * as one window, and prints B-cubed figures and how many of the pairs made are right.
 *
 *   npm run build && node bench/cluster/sparse.mjs FILE…
 *
 * Labels of different files may name one event twice, so the true figures are better. The draw is the same in every run.
 */
import { readFileSync } from 'node:fs';
import { braid, readItems } from '../../dist/commands/evaluate-file.js';
import { readShippedWords } from '../../dist/io/word-tables.js';
import { defaultSettings } from '../../dist/model/settings.js';
import { groupingQuality } from '../../dist/stages/evaluate.js';
import { WordStatistics } from '../../dist/text/words/statistics.js';
import { randomFrom } from '../random.mjs';

const random = randomFrom(11);
/** How many stories of an event are kept, with how many of a hundred events. */
const KEPT = [
  [68, 1],
  [88, 2],
  [96, 3],
  [100, 8],
];

const labelled = process.argv.slice(2).flatMap((file) => {
  const rows = readFileSync(file, 'utf8').trim().split('\n');
  const collection = file.replace(/-\d+\.jsonl$/, '');
  return readItems(file).map((item, at) => ({ item, event: `${collection} ${JSON.parse(rows[at]).cluster}` }));
});
const left = new Map();
for (const { event } of labelled) {
  if (left.has(event)) continue;
  const drawn = 100 * random();
  left.set(event, KEPT.find(([share]) => drawn < share)[1]);
}
const kept = labelled.filter(({ event }) => {
  left.set(event, left.get(event) - 1);
  return left.get(event) >= 0;
});
for (let at = kept.length - 1; at > 0; at--) {
  const other = Math.floor(random() * (at + 1));
  [kept[at], kept[other]] = [kept[other], kept[at]];
}

const items = kept.map(({ item }, at) => ({ ...item, id: at + 1 }));
const predicted = braid(items, new WordStatistics(readShippedWords()), defaultSettings.cluster).map(
  ({ clusterId }) => clusterId,
);
const truth = kept.map(({ event }) => event);
const { precision, recall, f1 } = groupingQuality(truth, predicted);
const events = new Map();
predicted.forEach((id, at) => {
  events.set(id, [...(events.get(id) ?? []), truth[at]]);
});
const pairs = [...events.values()].filter(({ length }) => length === 2);
const right = pairs.filter(([a, b]) => a === b).length;
console.log(
  `${items.length} stories of ${new Set(truth).size} events: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}, F1 ${f1.toFixed(3)};`,
  `${right} of ${pairs.length} pairs are right`,
);
