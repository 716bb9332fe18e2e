/** Characters that are not text: controls, the halves of broken pairs, and marks that only steer a display. */
const INVISIBLE =
  /[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\uffff\p{Cs}]/gu;
const HAS_INVISIBLE = new RegExp(INVISIBLE.source, 'u');
const SPACES = /[\s\x85]+/g;

/** One line of text: composed (NFC), spaces of all kinds made one, nothing invisible, no NUL, well-formed. */
export function cleanLine(text: string): string {
  return cleanCharacters(text).replace(SPACES, ' ').trim();
}

/** The same, but lines stay apart; empty ones go. */
export function cleanLines(text: string): string[] {
  return cleanCharacters(text)
    .split(/[\n\x85]/)
    .map((line) => line.replace(SPACES, ' ').trim())
    .filter((line) => line !== '');
}

function cleanCharacters(text: string): string {
  const visible = HAS_INVISIBLE.test(text) ? text.replace(INVISIBLE, '') : text;
  return visible.normalize('NFC');
}

/** At most `length` characters, ended at a word with an ellipsis where something was left out. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length);
  const space = cut.lastIndexOf(' ');
  return `${(space > length * 0.6 ? cut.slice(0, space) : cut).replace(/[\s,;:.\-–—\ud800-\udbff]+$/, '')}…`;
}
