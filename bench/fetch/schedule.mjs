// How long items wait for the next poll under several rules, at the same number of polls a day.
// Needs `npm run build` and a file with one feed a line: {"items": [{"published": "2026-03-04T12:00:00Z"}, …]}.
// Usage: node bench/fetch/schedule.mjs FILE [polls a day]
import { readFileSync } from 'node:fs';
import { defaultSettings } from '../../dist/model/settings.js';
import { adaptiveInterval, nextRhythm } from '../../dist/stages/schedule/interval.js';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const WEEK = 7 * DAY;
const [file, pollsADay = '27'] = process.argv.slice(2);
const { schedule } = defaultSettings;

const feeds = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => new Set(JSON.parse(line).items.map(({ published }) => Date.parse(published ?? ''))))
  .map((times) => [...times].filter((time) => time > 0).sort((a, b) => a - b))
  .filter((times) => times.length >= 10 && times.at(-1) - times[Math.floor(times.length / 3)] > 120 * MINUTE);

/** The first third of a feed teaches the rule; the rest, 60 days at most, is waited for. */
function replay(times, intervalOf) {
  const known = Math.floor(times.length / 3) + 1;
  const start = times[known - 1];
  const span = Math.min(times.at(-1) + (times.at(-1) - times[0]) / times.length - start, 60 * DAY);
  let rhythm = nextRhythm({ itemsAWeek: 0, newestItemAt: null }, 0, asDates(times.slice(0, known)), new Date(start));
  let [now, next, polls, waited] = [start, known, 0, 0];
  while (now < start + span) {
    const interval = intervalOf(rhythm, now);
    now += interval;
    polls++;
    const first = next;
    while (next < times.length && times[next] <= now) waited += now - times[next++];
    rhythm = nextRhythm(rhythm, interval, asDates(times.slice(first, next)), new Date(now));
  }
  return { polls: polls / span, waited: waited / span, items: (next - known) / span };
}

const asDates = (times) => times.map((time) => new Date(time));
const sum = (rows, name) => rows.reduce((total, row) => total + row[name], 0);

function measure(intervalOf) {
  const rows = feeds.map((times) => replay(times, intervalOf));
  return { pollsADay: (sum(rows, 'polls') * DAY) / rows.length, waitMs: sum(rows, 'waited') / sum(rows, 'items') };
}

/** A rule made slower or faster until it needs as many polls as the others. */
function atSamePolls(rule) {
  let [low, high] = [0.01, 100];
  for (let step = 0; step < 20; step++) {
    const middle = Math.sqrt(low * high);
    if (measure(rule(middle)).pollsADay > Number(pollsADay)) low = middle;
    else high = middle;
  }
  return measure(rule(high));
}

const within = (interval) => Math.min(schedule.max, Math.max(MINUTE, interval));
const rules = {
  'schedule as it is': (scale) => (rhythm, now) => adaptiveInterval(rhythm, schedule, new Date(now)) * scale,
  'without the silence': (scale) => (rhythm) =>
    adaptiveInterval({ ...rhythm, newestItemAt: null }, schedule, new Date(0)) * scale,
  'one over the rate': (scale) => (rhythm) => within((scale * WEEK) / Math.max(rhythm.itemsAWeek, 1e-9)),
  'one interval for all': (scale) => () => 60 * MINUTE * scale,
};
console.log(`${feeds.length} feeds; as it is: ${say(measure(rules['schedule as it is'](1)))}`);
for (const [name, rule] of Object.entries(rules)) console.log(`${name.padEnd(22)} ${say(atSamePolls(rule))}`);

function say({ pollsADay, waitMs }) {
  return `${pollsADay.toFixed(1)} polls a day, an item waits ${(waitMs / MINUTE).toFixed(1)} min`;
}
