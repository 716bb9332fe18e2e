import { parseDate } from '../../text/dates.ts';
import { gapsBetween, type Range } from './ranges.ts';
import { type Repaired, repair } from './repair.ts';
import type { Tag } from './tags.ts';

/** `repair`, but of a document with too many items, the oldest first, the last are kept: the first never bring anything new. */
export function repairNewest(text: string, root: { at: number; tag: Tag }, itemsMax: number): Repaired {
  const repaired = repair(text, root, itemsMax);
  if (!repaired.hasMore || !isOldestFirst(datesOf(repaired))) return repaired;
  const whole = repair(text, root, Number.POSITIVE_INFINITY);
  // Cut off: the first would be old news, and the last come with the next poll.
  if (!whole.items) return { ...without(repaired, repaired.items ?? []), isCut: true };
  const warnings = [...whole.warnings, onlyLastRead(itemsMax)];
  return { ...without(whole, whole.items.slice(0, -itemsMax)), warnings };
}

/** Whether items with these dates are in ascending order, give or take some that stand elsewhere, such as one that is pinned. */
export function isOldestFirst(dates: readonly (Date | undefined)[]): boolean {
  const times = dates.flatMap((date) => (date ? [date.getTime()] : []));
  const later = times.filter((time, index) => time > (times[index - 1] ?? time)).length;
  const earlier = times.filter((time, index) => time < (times[index - 1] ?? time)).length;
  return later > 4 * earlier && 2 * later >= dates.length;
}

/** Says that `isOldestFirst` decided what was read. */
export function onlyLastRead(itemsMax: number): string {
  return `has more than ${itemsMax} items, the oldest first; only the last were read`;
}

/** Bounded, because a text may be made of what begins like one. */
const DATE = /<(?:pubDate|published|issued|updated|modified|dc:date)(?:\s[^>]{0,200})?>(?:<!\[CDATA\[)?([^<\]]{1,100})/;

function datesOf({ xml, items }: Repaired): (Date | undefined)[] {
  return (items ?? []).map(({ from, to }) => parseDate(DATE.exec(xml.slice(from, to))?.[1]));
}

function without(repaired: Repaired, items: readonly Range[]): Repaired {
  const { xml } = repaired;
  const rest = gapsBetween(items, xml.length).map(({ from, to }) => xml.slice(from, to));
  return { ...repaired, xml: rest.join(''), items: null };
}
