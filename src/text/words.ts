/** Scripts that put no space between words: only a dictionary can cut them. */
export const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** What words consist of. */
const SIGN = /[\p{L}\p{M}\p{N}]/u;
/** Addresses in a text are furniture. */
const ADDRESS = /\b(?:https?:\/\/|www\.)\S+/gu;
/** English possessives and apostrophes inside a word: "Macron's" is Macron, "don't" is one word. */
const POSSESSIVE = /['’]s(?!\p{L})/gu;
const APOSTROPHE = /['’ʼ]/gu;

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** Every word of a text in lower case and in order, numbers included, as written, web addresses left out. Works for all scripts. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  eachWordOf(text, (plain, from, to) => words.push(plain.slice(from, to)));
  return words;
}

/** As `splitWords`, without a string for each word: `visit` gets the normalised text and where a word begins and ends. */
export function eachWordOf(text: string, visit: (plain: string, from: number, to: number) => void): void {
  const plain = text
    .replace(ADDRESS, ' ')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(POSSESSIVE, '')
    .replace(APOSTROPHE, '');
  // The segmenter takes 30 times as long as looking for signs, and cuts spaced scripts no better.
  if (!UNSPACED.test(plain)) eachRun(plain, visit);
  else {
    for (const { segment, index, isWordLike } of segmenter.segment(plain)) {
      if (isWordLike) visit(plain, index, index + segment.length);
    }
  }
}

/** Calls for each longest run of signs. */
function eachRun(plain: string, visit: (plain: string, from: number, to: number) => void): void {
  let from = 0;
  let to = 0;
  while (from < plain.length) {
    for (let length = signAt(plain, to); length > 0; length = signAt(plain, to)) to += length;
    if (to > from) visit(plain, from, to);
    from = to + 1;
    to = from;
  }
}

/** How many UTF-16 units the sign of a word takes that is here; 0: there is none. */
function signAt(text: string, at: number): number {
  if (at >= text.length) return 0;
  const unit = text.charCodeAt(at);
  if (!isSurrogate(unit)) return isSign(unit);
  const sign = String.fromCodePoint(text.codePointAt(at) as number);
  return SIGN.test(sign) ? sign.length : 0;
}

function isSurrogate(unit: number): boolean {
  return (unit & 0xf800) === 0xd800;
}

/** By UTF-16 unit: 0 while nobody has asked, then 1 for what is no sign of a word and 2 for what is. */
const asked = new Uint8Array(65_536);

function isSign(unit: number): 0 | 1 {
  if (asked[unit] === 0) asked[unit] = SIGN.test(String.fromCharCode(unit)) ? 2 : 1;
  return asked[unit] === 2 ? 1 : 0;
}
