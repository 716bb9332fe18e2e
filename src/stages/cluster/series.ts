import { HOUR } from '../../model/duration.ts';
import type { Lexicon } from '../../text/words/lexicon.ts';
import { type Vector, wordsOf } from './vector.ts';

/** What tells the parts of a series apart, which are events of their own however alike they read. */
export interface Series {
  /** Equal for two headlines that are equal but for their numbers. */
  readonly template: number;
  /** Whether it names a day of a year, as the editions of a programme do. */
  readonly dated: boolean;
  /** Places in an order that it names, as `12th package` or `episode 4`: word and number. */
  readonly places: ReadonlyMap<string, string>;
}

/** A headline that one outlet repeats after this time is a series, not news about the same event. */
const REPEAT_MS = 12 * HOUR;
/** Words of a headline that may be a mere heading. */
const HEADING_WORDS_MAX = 3;
const YEAR = /^(19|20)\d\d$/;
const DAY = /^(0?[1-9]|[12]\d|3[01])$/;
const ORDINAL = /^(\p{N}+)(st|nd|rd|th|e|er|ème|º|ª|ος)$/u;
/** Words that are followed by the number of a part. */
const PARTS = new Set(
  'act chapter day episode ep gameweek issue matchday no part round season series stage vol volume week tag folge teil jour épisode episodio día jornada'.split(
    ' ',
  ),
);

const NO_PLACES: ReadonlyMap<string, string> = new Map();

/** @param title The words of the headline, by their numbers in the lexicon. */
export function seriesOf(title: readonly number[], lexicon: Lexicon): Series {
  const isNumber = (word: number): boolean => lexicon.isNumber(word);
  if (!title.some(isNumber)) return { template: lexicon.hashOfAll(title), dated: false, places: NO_PLACES };
  const words = title.map((word) => ({ word: lexicon.wordOf(word), isNumber: isNumber(word) }));
  const template = lexicon.hashOfAll(title.filter((word) => !isNumber(word)));
  return { template, dated: isDated(words), places: placesOf(words) };
}

interface Word {
  readonly word: string;
  readonly isNumber: boolean;
}

function isDated(title: readonly Word[]): boolean {
  return title.some(
    ({ isNumber, word }, at) =>
      isNumber && YEAR.test(word) && title.slice(Math.max(0, at - 2), at).some((before) => DAY.test(before.word)),
  );
}

function placesOf(title: readonly Word[]): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  title.forEach(({ word }, at) => {
    const next = title[at + 1];
    if (next === undefined) return;
    const ordinal = ORDINAL.exec(word)?.[1];
    if (ordinal !== undefined && !next.isNumber) places.set(next.word, ordinal);
    if (PARTS.has(word) && next.isNumber) places.set(word, next.word);
  });
  return places.size === 0 ? NO_PLACES : places;
}

/** What is asked of a story to tell whether it is a part of a series. */
interface Told extends Series, Vector {
  readonly outlet: number;
  readonly at: number;
  readonly brief: boolean;
  readonly titleWords: number;
}

/**
 * Whether two stories are parts of a series: they name different places in one order ("12th package", "13th package"), or
 * one outlet dates both headlines, or repeats a headline, numbers aside, half a day later. Sooner, other numbers are one
 * event: a toll rises. Also two texts under one short heading ("Morning briefing") that share no other word, whoever
 * publishes them.
 */
export function areSeries(a: Told, b: Told): boolean {
  if (a.places !== NO_PLACES && b.places !== NO_PLACES && differInPlace(a.places, b.places)) return true;
  if (a.template === b.template && haveOneHeading(a, b)) return true;
  if (a.outlet !== b.outlet) return false;
  if (a.dated && b.dated) return true;
  return a.template === b.template && Math.abs(a.at - b.at) > REPEAT_MS;
}

/** Whether two texts with equal headlines share nothing else, and the headline is short. */
function haveOneHeading(a: Told, b: Told): boolean {
  if (a.brief || b.brief || a.titleWords > HEADING_WORDS_MAX) return false;
  const words = new Set(wordsOf(a));
  return wordsOf(b).filter((word) => words.has(word)).length <= a.titleWords;
}

function differInPlace(a: Series['places'], b: Series['places']): boolean {
  return [...a].some(([word, place]) => (b.get(word) ?? place) !== place);
}
