import { STOP_WORDS } from './stop-words.ts';

/** Stop words that a text needs of another language before its declared one is doubted. */
const HITS_MIN = 3;

/** Stop word → languages that have it. */
let languagesOf: ReadonlyMap<string, readonly string[]> | null = null;

function index(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [language, words] of Object.entries(STOP_WORDS)) {
    for (const word of words.split(' ')) found.set(word, [...(found.get(word) ?? []), language]);
  }
  return found;
}

/**
 * The language of a text by its stop words: the declared one, unless the text has at least three stop words of another and
 * more than twice as many as of its own. Feeds declare what their software was set to, and one feed mixes languages.
 *
 * @param words In lower case, as `splitWords` gives them.
 * @param declared A BCP 47 tag, or null.
 */
export function languageOf(words: readonly string[], declared: string | null): string | null {
  languagesOf ??= index();
  const hits = new Map<string, number>();
  for (const word of words) {
    for (const language of languagesOf.get(word) ?? []) hits.set(language, (hits.get(language) ?? 0) + 1);
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
