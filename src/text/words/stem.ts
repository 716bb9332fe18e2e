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
 * Letters of a word that are kept for those: of 4 to 8 letters and shares of the word, 5 did best on English in place of its
 * stemmer, and most of what the stemmer does on two of three collections (docs/clustering.md).
 */
const KEPT = 5;
/** Stemming takes about 6 µs a word, a look-up 0.1 µs; this many words of each language are remembered. */
const REMEMBERED_MAX = 200_000;

type Stem = (word: string) => string;
const stemmers = new Map<string, Stem>();

/**
 * The stemmer for a BCP 47 tag; a missing language is taken for English in Latin script, Russian in Cyrillic. Without an
 * algorithm a word is cut to its beginning where endings carry the grammar, and else taken as written.
 */
export function stemmerOf(language: string | null): Stem {
  const primary = language?.split('-', 1)[0]?.toLowerCase() ?? '';
  const algorithm = primary === '' || primary === 'und' ? null : (ALGORITHMS[primary] ?? '');
  if (algorithm === '') return ENDINGS.has(primary) ? beginning : asWritten;
  if (algorithm === null) return stemByScript;
  return remembering(algorithm);
}

const asWritten: Stem = (word) => word;
const beginning: Stem = (word) => word.slice(0, KEPT);

function stemByScript(word: string): string {
  if (/^[a-z]+$/.test(word)) return remembering('english')(word);
  if (/^[а-яё]+$/.test(word)) return remembering('russian')(word);
  return word;
}

function remembering(algorithm: string): Stem {
  const known = stemmers.get(algorithm);
  if (known) return known;
  const stemmer = snowball.newStemmer(algorithm);
  const stems = new Map<string, string>();
  const stem: Stem = (word) => {
    let found = stems.get(word);
    if (found === undefined) {
      if (stems.size >= REMEMBERED_MAX) stems.clear();
      found = stemmer.stem(word) || word;
      stems.set(word, found);
    }
    return found;
  };
  stemmers.set(algorithm, stem);
  return stem;
}
