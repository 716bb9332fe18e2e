import { STOP_WORDS } from './stop-words.ts';

const SAME_LIST: Readonly<Record<string, string>> = { nb: 'no', nn: 'no' };
/** Without a known language, a text is taken for English or Russian by its script, as stemming takes it. */
const UNKNOWN_LANGUAGE = ['en', 'ru'];

const sets = new Map<string, ReadonlySet<string>>();

/** The stop words of a BCP 47 tag, in lower case and not stemmed; none where there is no list. */
export function stopWordsOf(language: string | null): ReadonlySet<string> {
  const primary = language?.split('-', 1)[0]?.toLowerCase() || 'und';
  let words = sets.get(primary);
  if (!words) {
    const tags = primary === 'und' ? UNKNOWN_LANGUAGE : [SAME_LIST[primary] ?? primary];
    words = new Set(tags.flatMap((tag) => STOP_WORDS[tag]?.split(' ') ?? []));
    sets.set(primary, words);
  }
  return words;
}
