import type { ItemText } from '../../model/item.ts';
import { contentWords, splitWords } from '../../text/words.ts';

/** How often each content word counts in a text. */
export type Profile = ReadonlyMap<string, number>;

/** A headline says what the event is; a summary adds words of its own. */
const TITLE_COUNTS = 2;
/** Words of a summary that are read: what comes later is background. */
const SUMMARY_WORDS_MAX = 80;

/** The words of a story that can place it, the outlet's own name left out, scaled to unit length. */
export function profileOf(story: ItemText): Profile {
  const own = new Set(splitWords(story.outlet));
  const counts = new Map<string, number>();
  const count = (word: string, by: number): void => {
    if (!own.has(word)) counts.set(word, (counts.get(word) ?? 0) + by);
  };
  for (const word of contentWords(story.title, story.language)) count(word, TITLE_COUNTS);
  for (const word of contentWords(story.summary, story.language).slice(0, SUMMARY_WORDS_MAX)) count(word, 1);
  for (const [word, times] of counts) counts.set(word, 1 + Math.log(times));
  return counts;
}
