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
}

/** A word of the headline counts as this many of the summary; found by search, 2 to 3 do alike. */
const TITLE_COUNTS = 2.5;
/** Words of a summary that are read: what comes later is background. */
const SUMMARY_WORDS_MAX = 100;
/** Distinct words of a summary below which a story is brief. */
const SUMMARY_WORDS_MIN = 6;

/** Reads the words of a story that can place it: stemmed, without stop words, numbers and the outlet's own name. */
export function memberOf(story: StoryText, reader: TextReader, pages: Pages): Member {
  const { title, summary, language } = reader.read(story);
  const read = reader.contentOf(summary, language).slice(0, SUMMARY_WORDS_MAX);
  const outlet = reader.outletOf(story.outlet);
  const counts = new Map<number, number>();
  const count = (id: number, by: number): void => {
    if (!outlet.name.includes(id)) counts.set(id, (counts.get(id) ?? 0) + by);
  };
  for (const id of reader.contentOf(title, language)) count(id, TITLE_COUNTS);
  for (const id of read) count(id, 1);
  for (const [id, times] of counts) counts.set(id, 1 + Math.log(times));
  return {
    storyId: story.storyId,
    outlet: outlet.number,
    at: story.at.getTime(),
    brief: new Set(read).size < SUMMARY_WORDS_MIN,
    ...pages.write(counts),
    ...seriesOf(title),
  };
}
