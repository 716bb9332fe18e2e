/**
 * How well the first stories of a new installation are grouped: draws 60 windows of 20 events, at most 6 stories of each,
 * from each group of labelled files, reads every window with fresh word statistics, and prints the mean figures.
 *
 *   npm run build && node bench/cluster/windows.mjs GROUP=FILE,FILE… GROUP=FILE…
 *
 * The other events of a window are chance ones and easily told apart: what it shows is recall. The windows depend on the order of
 * the groups, and are the same in every run.
 */
import { readFileSync } from 'node:fs';
import { braid, readItems } from '../../dist/commands/evaluate-file.js';
import { readShippedWords } from '../../dist/io/word-tables.js';
import { defaultSettings } from '../../dist/model/settings.js';
import { groupingQuality } from '../../dist/stages/evaluate.js';
import { WordStatistics } from '../../dist/text/words/statistics.js';
import { randomFrom } from '../random.mjs';

const WINDOWS = 60;
const EVENTS = 20;
const STORIES_MAX = 6;
const random = randomFrom(5);
const readLabelled = (file) => {
  const rows = readFileSync(file, 'utf8').trim().split('\n');
  const items = readItems(file);
  return rows.map((row, at) => ({ item: items[at], event: JSON.parse(row).cluster }));
};
const draw = (stories) => {
  const events = [...new Set(stories.map(({ event }) => event))];
  const drawn = new Map();
  while (drawn.size < Math.min(EVENTS, events.length)) drawn.set(events[Math.floor(random() * events.length)], 0);
  return stories.filter(({ event }) => {
    if (!drawn.has(event)) return false;
    drawn.set(event, drawn.get(event) + 1);
    return drawn.get(event) <= STORIES_MAX;
  });
};

const table = readShippedWords();
for (const [name, list] of process.argv.slice(2).map((text) => text.split('='))) {
  const files = list.split(',').map(readLabelled);
  const qualities = Array.from({ length: WINDOWS }, (_, at) => {
    const stories = draw(files[at % files.length]);
    const items = stories.map(({ item }, index) => ({ ...item, id: index + 1 }));
    const braided = braid(items, new WordStatistics(table), defaultSettings.cluster);
    return groupingQuality(
      stories.map(({ event }) => event),
      braided.map(({ clusterId }) => clusterId),
    );
  });
  const mean = (key) => (qualities.reduce((sum, quality) => sum + quality[key], 0) / WINDOWS).toFixed(3);
  console.log(`${name}: F1 ${mean('f1')}, precision ${mean('precision')}, recall ${mean('recall')}`);
}
