import { decodeReferences } from '../../text/html.ts';

const REFERENCE = /&(?:(amp|lt|gt|quot|apos);|#(\d{1,8}|[xX][0-9a-fA-F]{1,8});|([A-Za-z][A-Za-z0-9]{1,31});)?/g;

/** Anything but the names that XML knows. Most documents have nothing else, and are not touched. */
const SUSPECT = /&(?!(?:amp|lt|gt|quot|apos);)/;

/**
 * Writes `&` in XML source so that any XML parser reads it: XML's own five names and legal numbers stay; HTML's names
 * become their characters; numbers that XML forbids go, those of windows-1252 become what HTML takes them for; a bare
 * `&` is escaped.
 */
export function fixReferences(source: string): string {
  return SUSPECT.test(source)
    ? source.replace(REFERENCE, (whole, xml?: string, number?: string, name?: string) => {
        if (xml) return whole;
        if (number) return fixNumber(whole, number);
        if (name) return fixName(whole);
        return '&amp;';
      })
    : source;
}

function fixNumber(whole: string, number: string): string {
  const code = /^x/i.test(number) ? Number.parseInt(number.slice(1), 16) : Number.parseInt(number, 10);
  if (code >= 0x80 && code <= 0x9f) return decodeReferences(whole);
  if (code === 0x9 || code === 0xa || code === 0xd) return whole;
  const legal =
    (code >= 0x20 && code < 0xd800) || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
  return legal ? whole.toLowerCase() : '';
}

function fixName(whole: string): string {
  const decoded = decodeReferences(whole);
  // `&notit;` decodes to `¬it;`: HTML knows a prefix of it, but nobody meant that.
  if (decoded === whole || decoded.endsWith(';')) return `&amp;${whole.slice(1)}`;
  return decoded === '&' || decoded === '<' ? `&${decoded === '&' ? 'amp' : 'lt'};` : decoded;
}

/** The text that well-formed XML source stands for. */
export function decodeXml(source: string): string {
  const named = source
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'");
  const numbered = named.includes('&#')
    ? named.replace(/&#(\d+|[xX][0-9a-fA-F]+);/g, (_, number) => characterOf(number))
    : named;
  return numbered.replaceAll('&amp;', '&');
}

function characterOf(number: string): string {
  return String.fromCodePoint(/^x/i.test(number) ? Number.parseInt(number.slice(1), 16) : Number.parseInt(number, 10));
}
