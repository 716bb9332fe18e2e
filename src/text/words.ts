import { stemmerOf } from './words/stem.ts';
import { stopWordsOf } from './words/stop.ts';

/** Scripts that put no space between words: only a dictionary can cut them. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const SPACED_WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** Addresses in a text are furniture. */
const ADDRESS = /\b(?:https?:\/\/|www\.)\S+/gu;
const HAS_LETTER = /\p{L}/u;
const STARTS_WITH_DIGIT = /^\p{N}/u;
/** English possessives and apostrophes inside a word: "Macron's" is Macron, "don't" is one word. */
const POSSESSIVE = /['’]s(?!\p{L})/gu;
const APOSTROPHE = /['’ʼ]/gu;

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** Every word of a text in lower case and in order, numbers included, as written, web addresses left out. Works for all scripts. */
export function splitWords(text: string): string[] {
  const plain = text
    .replace(ADDRESS, ' ')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(POSSESSIVE, '')
    .replace(APOSTROPHE, '');
  // The segmenter takes 30 times as long as the expression, and cuts spaced scripts no better.
  if (!UNSPACED.test(plain)) return plain.match(SPACED_WORD) ?? [];
  return [...segmenter.segment(plain)].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);
}

/**
 * The words of a text that can tell one event from another: stemmed, in order, without stop words, single letters and
 * numbers (a toll rises, a price moves, and the event is still the same).
 */
export function contentWords(text: string, language: string | null): string[] {
  return contentOf(splitWords(text), language);
}

/** As `contentWords`, for words that are split already. */
export function contentOf(words: readonly string[], language: string | null): string[] {
  const stem = stemmerOf(language);
  const stopWords = stopWordsOf(language);
  const content: string[] = [];
  for (const word of words) {
    if (stopWords.has(word) || !HAS_LETTER.test(word) || STARTS_WITH_DIGIT.test(word)) continue;
    if (word.length < 2 && !UNSPACED.test(word)) continue;
    content.push(stem(word));
  }
  return content;
}
