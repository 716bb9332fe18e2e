import { STOP_WORDS } from './stop-words.ts';

const SAME_LIST: Readonly<Record<string, string>> = { nb: 'no', nn: 'no' };
/** Without a known language, a text is taken for English or Russian by its script, as stemming takes it. */
const UNKNOWN_LANGUAGE = ['en', 'ru'];
const NONE: readonly string[] = [];

/** Stop word → languages that have it. */
let listsOf: ReadonlyMap<string, readonly string[]> | null = null;

function index(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [language, words] of Object.entries(STOP_WORDS)) {
    for (const word of words.split(' ')) found.set(word, [...(found.get(word) ?? []), language]);
  }
  return found;
}

/** The languages that have a word, in lower case and not stemmed, as a stop word. */
export function stopListsWith(word: string): readonly string[] {
  listsOf ??= index();
  return listsOf.get(word) ?? NONE;
}

/** The lists of stop words that a text of this language (a BCP 47 tag) is read with; none where there is no list. */
export function stopListsFor(language: string | null): readonly string[] {
  const primary = language?.split('-', 1)[0]?.toLowerCase() || 'und';
  return primary === 'und' ? UNKNOWN_LANGUAGE : [SAME_LIST[primary] ?? primary];
}
