import type { ItemText } from '../../model/item.ts';
import { splitWords } from '../../text/words.ts';

/** What tells the parts of a series apart, which are events of their own however alike they read. */
export interface Series {
  /** The headline without its numbers. */
  readonly template: string;
  /** Whether it names a day of a year, as the editions of a programme do. */
  readonly dated: boolean;
  /** Places in an order that it names, as `12th package` or `episode 4`: word and number. */
  readonly places: ReadonlyMap<string, string>;
}

const HOUR = 3_600_000;
/** A headline that one outlet repeats after this time is a series, not news about the same event. */
const REPEAT_MS = 12 * HOUR;
const YEAR = /^(19|20)\d\d$/;
const DAY = /^(0?[1-9]|[12]\d|3[01])$/;
const ORDINAL = /^(\p{N}+)(st|nd|rd|th|e|er|ème|º|ª|ος)$/u;
/** Words that are followed by the number of a part. */
const PARTS = new Set(
  'act chapter day episode ep gameweek issue matchday no part round season series stage vol volume week tag folge teil jour épisode episodio día jornada'.split(
    ' ',
  ),
);

export function seriesOf({ title }: Pick<ItemText, 'title'>): Series {
  const words = splitWords(title);
  const isNumber = (word: string): boolean => /^\p{N}/u.test(word);
  const places = new Map<string, string>();
  words.forEach((word, at) => {
    const next = words[at + 1];
    if (next === undefined) return;
    const ordinal = ORDINAL.exec(word)?.[1];
    if (ordinal !== undefined && !isNumber(next)) places.set(next, ordinal);
    if (PARTS.has(word) && isNumber(next)) places.set(word, next);
  });
  return {
    template: words.filter((word) => !isNumber(word)).join(' '),
    dated: words.some(
      (word, at) => YEAR.test(word) && words.slice(Math.max(0, at - 2), at).some((before) => DAY.test(before)),
    ),
    places,
  };
}

interface Told {
  readonly outlet: string;
  readonly at: number;
  readonly series: Series;
}

/**
 * Whether two stories are parts of a series: they name different places in one order ("12th package", "13th package"), or
 * one outlet dates both in the headline or repeats a headline half a day later, whatever its numbers. Sooner, other numbers are a toll that rises.
 */
export function areSeries(a: Told, b: Told): boolean {
  for (const [word, place] of a.series.places) {
    const other = b.series.places.get(word);
    if (other !== undefined && other !== place) return true;
  }
  if (a.outlet !== b.outlet) return false;
  if (a.series.dated && b.series.dated) return true;
  return a.series.template === b.series.template && Math.abs(a.at - b.at) > REPEAT_MS;
}
