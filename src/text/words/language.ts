import type { Lexicon } from './lexicon.ts';

/** Stop words that a text needs of another language before its declared one is doubted. */
const HITS_MIN = 3;

/**
 * The language of a text by its stop words: the declared one, unless the text has at least three stop words of another and
 * more than twice as many as of its own. Feeds declare what their software was set to, and one feed mixes languages.
 *
 * @param parts The words of the text, by their numbers in the lexicon.
 * @param declared A BCP 47 tag, or null.
 */
export function languageOf(
  parts: readonly (readonly number[])[],
  declared: string | null,
  lexicon: Lexicon,
): string | null {
  const hits = new Map<string, number>();
  for (const words of parts) {
    for (const word of words) {
      for (const language of lexicon.stopIn(word)) hits.set(language, (hits.get(language) ?? 0) + 1);
    }
  }
  const own = hits.get(declared?.split('-', 1)[0]?.toLowerCase() ?? '') ?? 0;
  let best = declared;
  let most = Math.max(HITS_MIN - 1, 2 * own);
  for (const [language, count] of hits) {
    if (count > most) {
      most = count;
      best = language;
    }
  }
  return best;
}
