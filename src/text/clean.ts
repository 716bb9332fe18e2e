/** Characters that are not text: controls, and marks that only steer a display. */
const INVISIBLE =
  /[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\uffff]/g;
const HAS_INVISIBLE = new RegExp(INVISIBLE.source);
const HAS_SURROGATE = /[\ud800-\udfff]/;
const LONE_SURROGATES = /\p{Cs}/gu;
/** Below this, every text is composed already (Unicode Standard Annex 15, NFC quick check). */
const MAY_COMBINE = /[\u0300-\uffff]/;
const UNEVEN_SPACE = /[\s\x85]{2,}|[^\S ]|\x85/;
const ALL_UNEVEN_SPACE = new RegExp(UNEVEN_SPACE.source, 'g');
/**
 * Anything that may need cleaning. Not in it are single spaces, line feeds, and letters and signs of the common scripts that are
 * composed already whatever stands before them (Unicode Standard Annex 15: NFC_QC=Yes), of which most texts consist.
 */
const SUSPECT =
  /[^\n -~\xa1-\xac\xae-\u02ff\u0400-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u3001-\u3029\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e]| {2}/;

/** One line of text: composed (NFC), spaces of all kinds made one, nothing invisible, no NUL, well-formed. */
export function cleanLine(text: string): string {
  if (!SUSPECT.test(text) && !text.includes('\n')) return text.trim();
  return evenSpace(cleanCharacters(text));
}

/** The same, but lines stay apart; empty ones go. */
export function cleanLines(text: string): string[] {
  const suspect = SUSPECT.test(text);
  return (suspect ? cleanCharacters(text) : text)
    .split('\n')
    .map((line) => (suspect ? evenSpace(line) : line.trim()))
    .filter((line) => line !== '');
}

function evenSpace(text: string): string {
  return (UNEVEN_SPACE.test(text) ? text.replace(ALL_UNEVEN_SPACE, ' ') : text).trim();
}

function cleanCharacters(text: string): string {
  const visible = HAS_INVISIBLE.test(text) ? text.replace(INVISIBLE, '') : text;
  const whole = HAS_SURROGATE.test(visible) ? visible.replace(LONE_SURROGATES, '') : visible;
  return MAY_COMBINE.test(whole) ? whole.normalize('NFC') : whole;
}

/** At most `length` characters, ended at a word with an ellipsis where something was left out. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length);
  const space = cut.lastIndexOf(' ');
  return `${(space > length * 0.6 ? cut.slice(0, space) : cut).replace(/[\s,;:.\-–—\ud800-\udbff]+$/, '')}…`;
}
