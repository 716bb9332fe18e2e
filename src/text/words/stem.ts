import snowball from 'snowball-stemmers';

/** Snowball's algorithm for a language's primary subtag. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  ar: 'arabic',
  ca: 'catalan',
  cs: 'czech',
  da: 'danish',
  de: 'german',
  en: 'english',
  es: 'spanish',
  eu: 'basque',
  fi: 'finnish',
  fr: 'french',
  ga: 'irish',
  hu: 'hungarian',
  hy: 'armenian',
  it: 'italian',
  nb: 'norwegian',
  nl: 'dutch',
  nn: 'norwegian',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sl: 'slovene',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
};
/** Languages that inflect by endings and that Snowball lacks: six or seven cases of a name would be as many words. */
const ENDINGS = new Set('af be bg bs el et gl hr is lt lv mk pl sk sq sr uk'.split(' '));
/**
 * Letters kept of a word in the languages of `ENDINGS`: of 4 to 8 letters and shares of the word, 5 did best on English in
 * place of its stemmer, and most of what the stemmer does on two of three collections (docs/clustering.md).
 */
const KEPT = 5;

/** What stems words, by number. */
const STEMMINGS = ['as written', 'beginning', ...new Set(Object.values(ALGORITHMS))];
const numberOf = (stemming: string): number => STEMMINGS.indexOf(stemming);
const AS_WRITTEN = numberOf('as written');
const BEGINNING = numberOf('beginning');
const ENGLISH = numberOf('english');
const RUSSIAN = numberOf('russian');

type Stem = (word: string) => string;

/** By number; the others are made when they are asked for. */
const stemmers: Stem[] = [(word) => word, (word) => word.slice(0, KEPT)];

/**
 * The number of what stems the words of a text whose language is a BCP 47 tag; null: the language is unknown, and each word has a
 * stemming of its own. Without an algorithm a word is cut to its beginning where endings carry the grammar, and else taken as
 * written.
 */
export function stemmingOf(language: string | null): number | null {
  const primary = language?.split('-', 1)[0]?.toLowerCase() ?? '';
  if (primary === '' || primary === 'und') return null;
  const algorithm = ALGORITHMS[primary];
  if (algorithm !== undefined) return numberOf(algorithm);
  return ENDINGS.has(primary) ? BEGINNING : AS_WRITTEN;
}

/** The stemming of a word of unknown language: as English in Latin script, as Russian in Cyrillic. */
export function stemmingByScript(word: string): number {
  if (/^[a-z]+$/.test(word)) return ENGLISH;
  return /^[а-яё]+$/.test(word) ? RUSSIAN : AS_WRITTEN;
}

/** @param stemming See `stemmingOf` and `stemmingByScript`. With Snowball it takes about 10 µs. */
export function stem(word: string, stemming: number): string {
  let stemmer = stemmers[stemming];
  if (!stemmer) {
    const algorithm = snowball.newStemmer(STEMMINGS[stemming] as string);
    stemmer = (text) => algorithm.stem(text) || text;
    stemmers[stemming] = stemmer;
  }
  return stemmer(word);
}
