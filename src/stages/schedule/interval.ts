import { DAY, HOUR, MINUTE } from '../../model/duration.ts';
import type { ServerHints } from '../../model/poll.ts';
import type { ScheduleSettings } from '../../model/settings.ts';

const WEEK = 7 * DAY;

/** No server holds us off for longer, whatever it says: hints are often generated, and sometimes absurd. */
export const HINT_MAX = DAY;

/** Items a week at which a source is polled every `schedule.min`, and at which every `schedule.max`. */
const BUSY = 200;
const IDLE = 0.01;

/** Part of an interval over which sources are spread. */
const SPREAD = 0.1;

/**
 * Items a week, the last week counting most: each item weighs e^(−its age in weeks), so that one number tells the
 * rhythm, a burst raises it at once and silence lets it fade. `last` is the number `sinceMs` ago, `newItems` the dates
 * of what has come since (null: undated, and so counted as of now). A first poll is told by the dates in the feed.
 */
export function itemsAWeek(last: number, sinceMs: number, newItems: readonly (Date | null)[], now: Date): number {
  const faded = last * Math.exp(-Math.max(0, sinceMs) / WEEK);
  const ages = newItems.map((at) => (at === null ? 0 : Math.max(0, now.getTime() - at.getTime())));
  return ages.reduce((sum, age) => sum + Math.exp(-age / WEEK), faded);
}

/**
 * Time between two polls of a source with this rate, in ms: a straight line between `max` and `min` on logarithmic
 * scales. With the default settings this is the inverse square root of the rate, and of all ways to share a given
 * number of polls among sources, that one makes their items wait least. Leaves room for the spread below `max`.
 */
export function adaptiveInterval(rate: number, { min, max }: Pick<ScheduleSettings, 'min' | 'max'>): number {
  const top = Math.max(min, max / (1 + SPREAD));
  const idleness = Math.log(BUSY / Math.min(BUSY, Math.max(IDLE, rate))) / Math.log(BUSY / IDLE);
  return min * (top / min) ** idleness;
}

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

/** From 0 to 1, evenly spread over addresses: FNV-1a, and murmur3's last step, as FNV hardly mixes a text's end. */
function fractionOf(url: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < url.length; index++) hash = Math.imul(hash ^ url.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
