import type { ItemText } from '../../model/item.ts';
import { languageOf } from '../../text/words/language.ts';
import type { WordStatistics } from '../../text/words/statistics.ts';
import { contentOf, splitWords } from '../../text/words.ts';
import { type Series, seriesOf } from './series.ts';

/** A story, represented by its lead item. */
export type StoryText = ItemText & { readonly storyId: number };

/** A story as the index keeps it. */
export interface Member {
  readonly storyId: number;
  readonly outlet: string;
  readonly at: number;
  /** Numbers of its distinct content words, and how much each counts in this text. */
  readonly words: Uint32Array;
  readonly counts: Float32Array;
  /** Whether there is no more than a headline: shares fewer words with its like. */
  readonly brief: boolean;
  readonly series: Series;
}

/** A word of the headline counts as this many of the summary; found by search, 2 to 3 do alike. */
const TITLE_COUNTS = 2.5;
/** Words of a summary that are read: what comes later is background. */
const SUMMARY_WORDS_MAX = 100;
/** Distinct words of a summary below which a story is brief. */
const SUMMARY_WORDS_MIN = 6;

/** Reads the words of a story that can place it; the outlet's own name is not among them. */
export function memberOf(story: StoryText, words: WordStatistics): Member {
  const own = new Set(splitWords(story.outlet));
  const counts = new Map<string, number>();
  const count = (word: string, by: number): void => {
    if (!own.has(word)) counts.set(word, (counts.get(word) ?? 0) + by);
  };
  const title = splitWords(story.title);
  const summary = splitWords(story.summary);
  const language = languageOf([...title, ...summary], story.language);
  for (const word of contentOf(title, language)) count(word, TITLE_COUNTS);
  const read = contentOf(summary, language).slice(0, SUMMARY_WORDS_MAX);
  for (const word of read) count(word, 1);
  return {
    storyId: story.storyId,
    outlet: story.outlet,
    at: story.at.getTime(),
    words: Uint32Array.from(counts.keys(), (word) => words.idOf(word)),
    counts: Float32Array.from(counts.values(), (times) => 1 + Math.log(times)),
    brief: new Set(read).size < SUMMARY_WORDS_MIN,
    series: seriesOf(story),
  };
}
