import { fixReferences } from './character-references.ts';

/** A start tag as it stands in the source. */
export interface Tag {
  readonly raw: string;
  /** The attributes as written, with the space before them. */
  readonly attributes: string;
  readonly selfClosing: boolean;
  readonly end: number;
  /** Whether the tag breaks XML's rules, so that `attributes` had to be written anew. */
  readonly mended: boolean;
}

const NAME = '[A-Za-z_][\\w.-]*(?::[\\w.-]+)?';
/** XML's white space; JavaScript's `\s` has more. */
const SPACE = '[ \\t\\r\\n]';
const ATTRIBUTE = `${SPACE}+[A-Za-z_][\\w.:-]*${SPACE}*=${SPACE}*(?:"[^"<]*"|'[^'<]*')`;
const STRICT_TAG = new RegExp(`<(${NAME})((?:${ATTRIBUTE})*)${SPACE}*(/?)>`, 'y');
const NAME_START = /[A-Za-z_\u00C0-\uFFFD]/;
const LOOSE_NAME = /[^\s<>/="']+/y;
const LOOSE_ATTRIBUTE = /[\s/]*([^\s<>/="']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s<>"']*))?/y;
const STRAY = /[\s/="']*/y;

/** No address is longer. */
const VALUE_LENGTH_MAX = 20_000;
/** A tag longer than this is junk: reading it on would only cost time. */
const TAG_LENGTH_MAX = 100_000;

/** Reads the start tag at `at`, as leniently as a browser would; null where `<` begins no tag. */
export function readTag(text: string, at: number): Tag | null {
  const bare = readBareTag(text, at);
  if (bare) return bare;
  STRICT_TAG.lastIndex = at;
  const strict = STRICT_TAG.exec(text);
  if (strict) {
    return {
      raw: strict[1] as string,
      attributes: strict[2] as string,
      selfClosing: strict[3] !== '',
      end: STRICT_TAG.lastIndex,
      mended: false,
    };
  }
  return NAME_START.test(text.charAt(at + 1)) ? readLooseTag(text, at) : null;
}

/** `<name>`, which most tags are, without the cost of a regular expression. */
function readBareTag(text: string, at: number): Tag | null {
  let end = at + 1;
  for (let code = text.charCodeAt(end); (code > 0x60 && code < 0x7b) || (code > 0x40 && code < 0x5b); ) {
    code = text.charCodeAt(++end);
  }
  if (end === at + 1 || text.charCodeAt(end) !== 0x3e) return null;
  return { raw: text.slice(at + 1, end), attributes: '', selfClosing: false, end: end + 1, mended: false };
}

function readLooseTag(text: string, start: number): Tag | null {
  const limit = Math.min(text.length, start + TAG_LENGTH_MAX);
  LOOSE_NAME.lastIndex = start + 1;
  const raw = asName(LOOSE_NAME.exec(text)?.[0] ?? '');
  let at = LOOSE_NAME.lastIndex;
  const attributes: string[] = [];
  while (at < limit) {
    LOOSE_ATTRIBUTE.lastIndex = at;
    const match = LOOSE_ATTRIBUTE.exec(text);
    if (match) {
      attributes.push(` ${asName(match[1] as string)}="${asValue(match[2] ?? '')}"`);
      at = LOOSE_ATTRIBUTE.lastIndex;
      continue;
    }
    STRAY.lastIndex = at;
    at += STRAY.exec(text)?.[0].length ?? 0;
    const next = text.charAt(at);
    if (next === '<' || next === '>' || next === '') break;
  }
  if (at >= text.length) return null;
  const closed = text.charAt(at) === '>';
  const selfClosing = closed && text.charAt(at - 1) === '/';
  return { raw, attributes: attributes.join(''), selfClosing, end: closed ? at + 1 : at, mended: true };
}

function asName(name: string): string {
  const clean = name.replace(/[^\w.:-]/g, '_').slice(0, 200);
  return /^[A-Za-z_]/.test(clean) ? clean : `_${clean}`;
}

function asValue(quoted: string): string {
  const value = (/^["']/.test(quoted) ? quoted.slice(1, -1) : quoted).slice(0, VALUE_LENGTH_MAX);
  return fixReferences(value).replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

const ATTRIBUTE_PAIR = /\s([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;

/** The attributes of a well-formed tag as pairs, references left as they are. */
export function attributePairs(attributes: string): (readonly [name: string, value: string])[] {
  return [...attributes.matchAll(ATTRIBUTE_PAIR)].map(
    (match) => [match[1] as string, match[2] ?? match[3] ?? ''] as const,
  );
}

export function splitName(raw: string): { prefix: string; local: string } {
  const colon = raw.indexOf(':');
  return colon < 0 ? { prefix: '', local: raw } : { prefix: raw.slice(0, colon), local: raw.slice(colon + 1) };
}
