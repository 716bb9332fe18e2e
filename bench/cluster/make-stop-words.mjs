/**
 * Writes src/text/words/stop-words.ts from two lists of free licence.
 *
 *   node bench/cluster/make-stop-words.mjs TSEARCH_DATA_FOLDER STOPWORDS_ISO_JSON
 *
 * TSEARCH_DATA_FOLDER: share/postgresql/tsearch_data of any Postgres (Snowball's lists, BSD).
 * STOPWORDS_ISO_JSON: stopwords-iso.json of the npm package stopwords-iso 1.1.0 (MIT), for languages that Snowball lacks.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const SNOWBALL = {
  da: 'danish',
  nl: 'dutch',
  en: 'english',
  fi: 'finnish',
  fr: 'french',
  de: 'german',
  hu: 'hungarian',
  it: 'italian',
  ne: 'nepali',
  no: 'norwegian',
  pt: 'portuguese',
  ru: 'russian',
  es: 'spanish',
  sv: 'swedish',
  tr: 'turkish',
};
const ISO = 'af ar bg bn ca cs el et eu fa gl he hi hr hy id ja ko lt lv mr pl ro sk sl sw th tl uk ur vi zh'.split(
  ' ',
);

const [, , folder, isoFile] = process.argv;
const iso = JSON.parse(readFileSync(isoFile, 'utf8'));
const clean = (words) =>
  [...new Set(words.map((word) => word.trim().normalize('NFKC').toLowerCase().replace(/['’ʼ]/g, '')))]
    .filter((word) => /^[\p{L}\p{M}]+$/u.test(word))
    .sort();
// As they read once their apostrophe is gone; those that are another word too (ill, shed, well) are left out.
const CONTRACTIONS =
  'arent cant couldnt didnt doesnt dont hadnt hasnt havent heres hes im isnt ive shes shouldnt thats theres theyll theyre theyve wasnt werent weve whats whos wont wouldnt youll youre youve';
const lists = {};
for (const [tag, name] of Object.entries(SNOWBALL))
  lists[tag] = clean(readFileSync(`${folder}/${name}.stop`, 'utf8').split('\n'));
lists.en = [...lists.en, ...CONTRACTIONS.split(' ')].sort();
for (const tag of ISO) lists[tag] = clean(iso[tag]);

const lines = Object.keys(lists)
  .sort()
  .map((tag) => `  ${tag}: '${lists[tag].join(' ')}',`);
writeFileSync(
  new URL('../../src/text/words/stop-words.ts', import.meta.url),
  `/**
 * Words that say nothing about an event, by language; written by bench/cluster/make-stop-words.mjs.
 * ${Object.keys(SNOWBALL).join(' ')}: Snowball (BSD 3-clause, copyright Dr Martin Porter and Richard Boulton).
 * The others: stopwords-iso 1.1.0 (MIT, copyright Gene Diaz).
 */
// biome-ignore format: one language a line
export const STOP_WORDS: Readonly<Record<string, string>> = {
${lines.join('\n')}
};
`,
);
