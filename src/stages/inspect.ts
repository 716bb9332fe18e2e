import { DAY, MINUTE, SECOND, sayDuration } from '../model/duration.ts';
import type { ParsedFeed, ParsedItem } from '../model/feed.ts';
import type { FetchedBody } from '../model/poll.ts';
import { sayBytes } from '../text/amounts.ts';

/** Slower and larger than nearly every feed there is. */
const SLOW_MS = 5 * SECOND;
const LARGE_BYTES = 2_000_000;
/** Clocks of publishers differ by a few minutes. */
const AHEAD_MS = 10 * MINUTE;
const SILENT_MS = 180 * DAY;

/** What is odd with a feed that could be read, in sentences for a person; none: nothing is. */
export function inspect(url: string, answer: FetchedBody, feed: ParsedFeed, now: Date): string[] {
  return [...inspectAnswer(url, answer), ...inspectDocument(feed, now), ...feed.warnings];
}

function inspectAnswer(url: string, answer: FetchedBody): string[] {
  const { permanentUrl, finalUrl, validators, bytes, tookMs, contentType } = answer;
  const remarks: string[] = [];
  if (permanentUrl !== null)
    remarks.push(`It has moved to ${permanentUrl} for good: put that address into sources.yaml.`);
  else if (!sameAddress(finalUrl, url)) remarks.push(`It redirects to ${finalUrl} each time.`);
  if (validators.etag === null && validators.lastModified === null) {
    remarks.push(`It sends no ETag and no Last-Modified, so that every poll costs all of its ${sayBytes(bytes)}.`);
  }
  if (tookMs > SLOW_MS) remarks.push(`It is slow: ${sayDuration(tookMs)}.`);
  if (bytes > LARGE_BYTES) remarks.push(`It is large: ${sayBytes(bytes)}.`);
  if (contentType === null) remarks.push('It has no Content-Type.');
  else if (!/xml|json/i.test(contentType)) remarks.push(`It calls itself ${contentType}.`);
  return remarks;
}

function inspectDocument({ items, hints }: ParsedFeed, now: Date): string[] {
  if (items.length === 0) return ['It has no items.'];
  const remarks: string[] = [];
  const count = (what: string, test: (item: ParsedItem) => boolean) => {
    const found = items.filter(test).length;
    if (found > 0) remarks.push(`${found} of ${items.length} items ${what}.`);
  };
  count('have no date: they are dated when they are first seen', ({ published, updated }) => !published && !updated);
  count('lie in the future', (item) => latest(item) > now.getTime() + AHEAD_MS);
  count('have no guid: their links tell them apart', ({ id }) => !id);
  count('have no title', ({ title }) => title.trim() === '');
  count('have no link', ({ link }) => !link);
  const ids = items.flatMap(({ id }) => id ?? []);
  const repeated = ids.length - new Set(ids).size;
  if (repeated > 0) remarks.push(`${repeated} of ${items.length} items have the guid of another.`);
  const newest = Math.max(...items.map(latest));
  if (now.getTime() - newest > SILENT_MS && newest > 0) remarks.push(`Its newest item is of ${sayDay(newest)}.`);
  if ((hints.intervalMs ?? 0) >= DAY) {
    remarks.push(`It asks to be polled only every ${sayDuration(hints.intervalMs ?? 0)}.`);
  }
  return remarks;
}

/** 0: undated. */
function latest({ published, updated }: ParsedItem): number {
  return Math.max(published?.getTime() ?? 0, updated?.getTime() ?? 0);
}

function sameAddress(a: string, b: string): boolean {
  const bare = (url: string) => {
    const parsed = new URL(url);
    return `${parsed.origin}${parsed.pathname}${parsed.search}`;
  };
  return bare(a) === bare(b);
}

function sayDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
