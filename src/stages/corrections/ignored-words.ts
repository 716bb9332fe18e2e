import { UNSPACED } from '../../text/words.ts';

/**
 * Takes words out of a text before it is compared. Case does not matter; several words in a row count as one, whatever stands
 * between them.
 */
export function withoutWords(words: readonly string[]): (text: string) => string {
  if (words.length === 0) return (text) => text;
  const longestFirst = words.map((word) => word.normalize('NFKC')).sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(patternOf).join('|'), 'giu');
  return (text) => text.normalize('NFKC').replace(pattern, ' ');
}

function patternOf(word: string): string {
  const parts = word.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const pattern = parts.join('[^\\p{L}\\p{M}\\p{N}]+');
  return UNSPACED.test(word) ? pattern : `(?<![\\p{L}\\p{M}\\p{N}])${pattern}(?![\\p{L}\\p{M}\\p{N}])`;
}
