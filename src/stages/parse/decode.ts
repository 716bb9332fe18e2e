import { isUtf8 } from 'node:buffer';
import { bufferOf } from './buffer-of.ts';

/** A document as text, and the encoding that was found to fit it. */
export interface Decoded {
  readonly text: string;
  readonly encoding: string;
  readonly warnings: readonly string[];
}

const PROLOG_BYTES = 1024;

/** Labels that servers and documents use and TextDecoder does not know. */
const ALIASES: Readonly<Record<string, string>> = {
  cp1252: 'windows-1252',
  cp1251: 'windows-1251',
  cp936: 'gbk',
  cp949: 'euc-kr',
  'big5-hkscs': 'big5',
  'iso-10646-ucs-2': 'utf-16',
  u16: 'utf-16',
  utf_16: 'utf-16',
  utf_32: 'utf-32',
  utf_8: 'utf-8',
  ucs4: 'utf-32',
  'iso-10646-ucs-4': 'utf-32',
};

/** What the first bytes prove, whatever anybody declares (XML 1.0 appendix F). */
const SIGNATURES: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ['utf-32be', [0, 0, 0xfe, 0xff]],
  ['utf-32le', [0xff, 0xfe, 0, 0]],
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16be', [0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-32be', [0, 0, 0, 0x3c]],
  ['utf-32le', [0x3c, 0, 0, 0]],
  ['utf-16be', [0, 0x3c]],
  ['utf-16le', [0x3c, 0]],
];

/**
 * Turns bytes into text. A byte order mark or the width of the first characters decides; then, in this order, the first
 * of these that the bytes fit without an error: UTF-8 if the document is plain UTF-8 anyway, the charset of the HTTP
 * header, the XML declaration, windows-1252. UTF-8 goes first because eight-bit text passes for UTF-8 only by accident,
 * while headers and declarations are often left over from a template.
 */
export function decode(body: Uint8Array, contentType: string | null): Decoded {
  const signed = SIGNATURES.find(([, bytes]) => bytes.every((byte, index) => body[index] === byte));
  if (signed) return decodeWide(body, signed[0]);
  const bytes = bufferOf(body);
  const plain = isUtf8(body) ? bytes.toString('utf8') : null;
  const prolog = bytes.toString('latin1', 0, PROLOG_BYTES);
  const declared = known(/^[^<]*<\?xml[^>]*?encoding\s*=\s*["']?([\w.:-]+)/i.exec(prolog)?.[1]);
  const served = known(/charset\s*=\s*["']?([\w.:-]+)/i.exec(contentType ?? '')?.[1]);
  const stateful = declared === 'iso-2022-jp' && plain?.includes('\x1b');
  if (plain !== null && !stateful) return { text: plain, encoding: 'utf-8', warnings: disagreement('utf-8', declared) };
  const candidates = stateful ? [declared, served] : [served, declared];
  for (const encoding of candidates) {
    // windows-1252 accepts any byte, so that it proves nothing.
    const text = encoding && encoding !== 'windows-1252' ? tryDecode(body, encoding, true) : null;
    if (text !== null)
      return { text, encoding: encoding as string, warnings: disagreement(encoding as string, declared) };
  }
  return decodeLoosely(body, served ?? declared);
}

/** No encoding fits every byte: the declared one if few do not, else UTF-8 and windows-1252 mixed up. */
function decodeLoosely(body: Uint8Array, declared: string | null): Decoded {
  const loose =
    declared && declared !== 'utf-8' && declared !== 'windows-1252' ? tryDecode(body, declared, false) : null;
  if (loose && fitsMostly(loose))
    return { text: loose, encoding: declared as string, warnings: [`has bytes that are not ${declared}`] };
  const { utf8, strays } = mixedAsUtf8(body);
  const text = new TextDecoder().decode(utf8);
  return strays.unicode > 0
    ? { text, encoding: 'utf-8', warnings: [`mixes UTF-8 with windows-1252 (${strays.latin} bytes)`] }
    : {
        text,
        encoding: 'windows-1252',
        warnings: declared === 'windows-1252' ? [] : ['is windows-1252, which nothing declares'],
      };
}

function fitsMostly(text: string): boolean {
  let good = 0;
  let bad = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0xfffd) bad++;
    else if (code > 127) good++;
  }
  return good > 10 * bad;
}

/** Keeps what is well-formed UTF-8 and takes every other byte over 127 for windows-1252. */
function mixedAsUtf8(body: Uint8Array): { utf8: Uint8Array; strays: { latin: number; unicode: number } } {
  const utf8 = Buffer.allocUnsafe(body.length * 3);
  const strays = { latin: 0, unicode: 0 };
  let end = 0;
  for (let at = 0; at < body.length; ) {
    const size = sequenceLength(body, at);
    if (size === 0) {
      end += utf8.write(WINDOWS_1252.charAt((body[at] as number) - 128), end);
      strays.latin++;
      at++;
      continue;
    }
    if (size > 1) strays.unicode++;
    for (const stop = at + size; at < stop; at++) utf8[end++] = body[at] as number;
  }
  return { utf8: utf8.subarray(0, end), strays };
}

/**
 * What windows-1252 has at 128 and above; HTML reads those code points so in any encoding. Written out, because Node 20's
 * TextDecoder takes windows-1252 for ISO 8859-1.
 */
export const WINDOWS_1252 =
  '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ' +
  String.fromCharCode(...Array.from({ length: 96 }, (_, index) => index + 0xa0));

/** Length of the well-formed UTF-8 sequence that begins at `at`; 0 where none does (RFC 3629 §4). */
function sequenceLength(body: Uint8Array, at: number): number {
  const lead = body[at] as number;
  if (lead < 0x80) return 1;
  const size = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  for (let index = 1; index < size; index++) {
    const byte = body[at + index] ?? 0;
    if ((byte & 0xc0) !== 0x80) return 0;
  }
  const second = body[at + 1] ?? 0;
  const overlong = (lead === 0xe0 && second < 0xa0) || (lead === 0xf0 && second < 0x90);
  return overlong || (lead === 0xed && second > 0x9f) || (lead === 0xf4 && second > 0x8f) ? 0 : size;
}

function decodeWide(body: Uint8Array, encoding: string): Decoded {
  const text = encoding.startsWith('utf-32')
    ? decodeUtf32(body, encoding === 'utf-32be')
    : (tryDecode(body, encoding, false) ?? '');
  const warnings = text.includes('\uFFFD') ? [`some bytes do not fit the encoding ${encoding}`] : [];
  return { text: text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, encoding, warnings };
}

function decodeUtf32(body: Uint8Array, bigEndian: boolean): string {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const parts: string[] = [];
  for (let at = 0; at + 4 <= body.byteLength; at += 4) {
    const code = view.getUint32(at, !bigEndian);
    parts.push(code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? '\uFFFD' : String.fromCodePoint(code));
  }
  return parts.join('');
}

function tryDecode(body: Uint8Array, encoding: string, strict: boolean): string | null {
  try {
    return new TextDecoder(encoding, { fatal: strict }).decode(body);
  } catch {
    return null;
  }
}

/** The WHATWG name of a charset label, or null where nobody knows it. UTF-16 and UTF-32 without their signature are lies. */
function known(label: string | undefined): string | null {
  if (!label) return null;
  const name = label.toLowerCase();
  try {
    const { encoding } = new TextDecoder(ALIASES[name] ?? name);
    return encoding.startsWith('utf-16') ? null : encoding;
  } catch {
    return null;
  }
}

function disagreement(encoding: string, declared: string | null): string[] {
  return declared && declared !== encoding ? [`declares the encoding ${declared}, is ${encoding}`] : [];
}
