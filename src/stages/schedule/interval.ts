import { DAY, HOUR, MINUTE } from '../../model/duration.ts';
import type { ServerHints } from '../../model/poll.ts';
import type { ScheduleSettings } from '../../model/settings.ts';
import { hashOf } from '../../text/words/hash.ts';

const WEEK = 7 * DAY;

/** No server holds us off for longer, whatever it says: hints are often generated, and sometimes absurd. */
export const HINT_MAX = DAY;

/** Items a week at which a source is polled every `schedule.min`, and at which every `schedule.max`: one a year. */
const BUSY = 300;
const IDLE = 1 / 52;

/** Part of an interval over which sources are spread. */
const SPREAD = 0.1;

/** What a source has brought so far. */
export interface Rhythm {
  /** The last week counts most. */
  readonly itemsAWeek: number;
  readonly newestItemAt: Date | null;
}

/**
 * The rhythm of a source, `sinceMs` after it was `last`, with the dates of what has come since (null: undated, and so
 * counted as of now). Each item weighs e^(−its age in weeks), so that one number tells the rate, a burst raises it at once
 * and silence lets it fade. A first poll is told by the dates in the feed.
 */
export function nextRhythm(last: Rhythm, sinceMs: number, newItems: readonly (Date | null)[], now: Date): Rhythm {
  const faded = last.itemsAWeek * Math.exp(-Math.max(0, sinceMs) / WEEK);
  const times = newItems.map((at) => Math.min(at?.getTime() ?? now.getTime(), now.getTime()));
  const newest = times.reduce(
    (max, time) => Math.max(max, time),
    last.newestItemAt?.getTime() ?? Number.NEGATIVE_INFINITY,
  );
  return {
    itemsAWeek: times.reduce((sum, time) => sum + Math.exp((time - now.getTime()) / WEEK), faded),
    newestItemAt: Number.isFinite(newest) ? new Date(newest) : null,
  };
}

/**
 * Time between two polls of a source with this rhythm, in ms. Items come in bursts, so the rate that counts lies between the
 * week's and the one that the present silence would make (their geometric mean). The interval is a straight line between
 * `max` and `min` over that rate on logarithmic scales; with the default settings, its inverse square root: of all ways to
 * share a given number of polls among sources, that one makes their items wait least.
 * Measured on the item dates of 244 real feeds at 27 polls a day each (bench/fetch/schedule.mjs): an item waits 12 minutes,
 * against 16 without regard to the silence, 20 with intervals of 1 ÷ rate, and 28 with one interval for all.
 * Leaves room for the spread below `max`.
 */
export function adaptiveInterval({ itemsAWeek, newestItemAt }: Rhythm, { min, max }: Bounds, now: Date): number {
  const silence = newestItemAt === null ? null : Math.max(MINUTE, now.getTime() - newestItemAt.getTime());
  const rate = silence === null ? itemsAWeek : Math.sqrt((itemsAWeek * WEEK) / silence);
  const top = Math.max(min, max / (1 + SPREAD));
  const idleness = Math.log(BUSY / Math.min(BUSY, Math.max(IDLE, rate))) / Math.log(BUSY / IDLE);
  return min * (top / min) ** idleness;
}

type Bounds = Pick<ScheduleSettings, 'min' | 'max'>;

/** How long the server asks us to wait, in ms: the longest of its wishes, spread, at most a day. */
export function askedInterval({ freshForMs, intervalMs }: ServerHints, url: string): number {
  return Math.min(spread(Math.max(freshForMs ?? 0, intervalMs ?? 0), url), HINT_MAX);
}

/** The first time from `at` on that the feed does not ask to skip (UTC), at most a day later; ms since 1970. */
export function pastSkipped(at: number, { skipHours, skipDays }: ServerHints, url: string): number {
  const isSkipped = (time: number) => {
    const date = new Date(time);
    return skipHours.includes(date.getUTCHours()) || skipDays.includes(date.getUTCDay());
  };
  // A feed that asks never to be read is not taken at its word.
  const never = new Set(skipHours).size >= 24 || new Set(skipDays).size >= 7;
  if (never || !isSkipped(at)) return at;
  let time = at;
  while (isSkipped(time) && time < at + HINT_MAX) time = Math.floor(time / HOUR + 1) * HOUR;
  return Math.min(time + fractionOf(url) * 10 * MINUTE, at + HINT_MAX);
}

/** An interval made longer by up to a tenth, always the same for a source, so that a thousand do not wake together. */
export function spread(ms: number, url: string): number {
  return ms * (1 + SPREAD * fractionOf(url));
}

/** The same around the interval instead of above it: `every: 1h` means an hour on average. */
export function spreadAround(ms: number, url: string): number {
  return ms * (1 + SPREAD * (fractionOf(url) - 0.5));
}

/** From 0 to 1, evenly spread over addresses. */
export function fractionOf(url: string): number {
  return (hashOf(url) >>> 0) / 2 ** 32;
}
