/**
 * How long the braid takes for one story, and what it keeps in memory, with few and with many stories in the window.
 *
 *   npm run build && node --expose-gc bench/cluster/speed.mjs [STORIES, default 100000]
 *
 * The stories are invented: words drawn as they are in real text (Zipf), events of 1 to 200 stories that share names.
 */
import { readShippedWords } from '../../dist/io/word-tables.js';
import { EventIndex } from '../../dist/stages/cluster/event-index.js';
import { CopyIndex } from '../../dist/stages/dedupe/copy-index.js';
import { TextReader } from '../../dist/text/words/reader.js';
import { WordStatistics } from '../../dist/text/words/statistics.js';
import { randomFrom } from '../random.mjs';

const total = Number(process.argv[2] ?? 100_000);
/** Time of the processor, so that other work on the machine does not count. */
const cpuMs = () => process.cpuUsage().user / 1000;
const BATCH = 1000;
const LATEST = 10;
const VOCABULARY = 60_000;

const random = randomFrom(7);
const SYLLABLES =
  'ba be bi bo bu da de di do du fa ga ka ke ki la le li lo ma me mi mo na ne ni no pa ra re ri ro sa se si so ta te ti to va vi za'.split(
    ' ',
  );
const wordOf = (rank) => {
  let word = '';
  for (let rest = rank + 40; rest > 0; rest = Math.floor(rest / SYLLABLES.length))
    word += SYLLABLES[rest % SYLLABLES.length];
  return word;
};
/** Zipf: the k-th word is about 1/k as frequent as the first. */
const draw = () => wordOf(Math.floor(Math.exp(random() * Math.log(VOCABULARY))));
const events = [];
const story = (id) => {
  if (events.length === 0 || random() < 0.45) {
    events.push({
      words: Array.from({ length: 12 }, draw),
      names: [wordOf(VOCABULARY + id), wordOf(VOCABULARY + id + 1e6)],
    });
  }
  // Later stories go to recent events, so that a few grow large.
  const event = events[Math.floor(events.length * (1 - random() ** 3 * 0.2))] ?? events.at(-1);
  const some = (count) =>
    Array.from({ length: count }, () => (random() < 0.5 ? event.words[Math.floor(random() * 12)] : draw()));
  return {
    id,
    storyId: id,
    outlet: `o${id % 500}.example`,
    urlKey: `https://o.example/${id}`,
    title: [...event.names, ...some(7)].join(' '),
    attribution: null,
    summary: some(30).join(' '),
    language: 'en',
    priority: 0,
    at: new Date(Date.UTC(2031, 0, 1) + id * 1000),
  };
};

const newIndexes = () => {
  const reader = new TextReader(new WordStatistics(readShippedWords()));
  return [new EventIndex({ quietHours: 1000, strictness: 0 }, reader), new CopyIndex(reader)];
};
/** A story as the braid takes it: a copy of one there is, then an event there is. */
const take = (item, [events, copies], nextId) => {
  copies.find(item);
  copies.add(item, item.storyId);
  const placement = events.place(item, nextId);
  events.apply(item, placement, nextId);
  return nextId + 1 + placement.moves.length;
};
// Until the code is compiled, a story takes several times as long.
const warm = newIndexes();
for (let id = 1, next = 1; id <= 3000; id += 1) next = take(story(id), warm, next);
events.length = 0;

const [index, copies] = newIndexes();
globalThis.gc?.();
const before = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
let nextId = 1;
/** Time of the latest batches: one alone says little. */
const latest = [];
for (let done = 0; done < total; done += BATCH) {
  const batch = Array.from({ length: BATCH }, (_, at) => story(done + at + 1));
  const started = cpuMs();
  for (const item of batch) nextId = take(item, [index, copies], nextId);
  latest.push(cpuMs() - started);
  if (latest.length > LATEST) latest.shift();
  const inWindow = done + BATCH;
  if (![1000, 10_000, 20_000, 50_000, total].includes(inWindow)) continue;
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const perStory = (latest.reduce((sum, ms) => sum + ms, 0) * 1000) / (latest.length * BATCH);
  console.log(
    `${inWindow} stories, ${index.size} clusters: ${perStory.toFixed(0)} µs a story,`,
    `${Math.round(1e6 / perStory)} stories/s, ${Math.round((heapUsed + arrayBuffers - before) / 2 ** 20)} MB`,
  );
}
