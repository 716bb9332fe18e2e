import type { ItemText } from '../../model/item.ts';
import type { TextReader } from '../../text/words/reader.ts';
import { type Series, seriesOf } from './series.ts';
import type { Pages, Vector } from './vector.ts';

/** A story, represented by its lead item. */
export type StoryText = ItemText & { readonly storyId: number };

/** A story as the index keeps it. */
export interface Member extends Vector, Series {
  readonly storyId: number;
  /** Number of its outlet. */
  readonly outlet: number;
  readonly at: number;
  /** Whether there is no more than a headline: shares fewer words with its like. */
  readonly brief: boolean;
  /** Different words of its headline that can place it. */
  readonly titleWords: number;
}

/** Half times that a word counts; one of the headline counts two and a half of the summary, found by search, 2 to 3 do alike. */
const IN_TITLE = 5;
const IN_SUMMARY = 2;
/** Words of a summary that are read: what comes later is background. */
const SUMMARY_WORDS_MAX = 100;
/** Distinct words of a summary below which a story is brief. */
const SUMMARY_WORDS_MIN = 6;

/** Reads the words of a story that can place it: stemmed, without stop words, numbers and the outlet's own name. */
export function memberOf(story: StoryText, reader: TextReader, pages: Pages): Member {
  const { title, summary, language } = reader.read(story);
  const outlet = reader.outletOf(story.outlet);
  const read = reader.contentOf(summary, language, SUMMARY_WORDS_MAX);
  const headline = reader.contentOf(title, language).filter((word) => !outlet.name.includes(word));
  for (const word of headline) pages.count(word, IN_TITLE);
  for (const word of read) if (!outlet.name.includes(word)) pages.count(word, IN_SUMMARY);
  const { page, start, end } = pages.write();
  const { template, dated, places } = seriesOf(title, reader.lexicon);
  // Each field by its name: spread, they take half as much again in memory.
  return {
    storyId: story.storyId,
    outlet: outlet.number,
    at: story.at.getTime(),
    brief: !hasDistinct(read, SUMMARY_WORDS_MIN),
    titleWords: new Set(headline).size,
    page,
    start,
    end,
    template,
    dated,
    places,
  };
}

/** Whether there are at least so many different words. */
function hasDistinct(words: readonly number[], least: number): boolean {
  const met: number[] = [];
  for (const word of words) {
    if (!met.includes(word)) met.push(word);
    if (met.length >= least) return true;
  }
  return false;
}
