import { parseUrl } from '../../text/parse-url.ts';
import { attributeOf, type XmlNode } from './nodes.ts';

/** `reference` made absolute; as written where that cannot be done; undefined where it is empty. */
export function absolute(reference: string | undefined, base: string | undefined): string | undefined {
  const text = reference?.trim();
  if (!text) return undefined;
  if (/^https?:\/\//i.test(text) || !base) return text;
  return parseUrl(text, base)?.href ?? text;
}

/** What addresses in an element are relative to: its xml:base, which is itself relative to the one around it (XML Base §4). */
export function baseOf(node: XmlNode | undefined, around: string): string {
  return absolute(attributeOf(node, 'xml:base'), around) ?? around;
}

/** Attributes of HTML that hold one address (HTML Living Standard, index of attributes). */
const ADDRESS = /(\s(?:href|src|poster|cite|longdesc|background|action)\s*=\s*)(?:"([^"<>]*)"|'([^'<>]*)')/gi;
const RELATIVE = /\s(?:href|src|poster|cite|longdesc|background|action)\s*=\s*["'](?!\s*[a-z][a-z\d+.-]*:)/i;

const ABSOLUTE = /["']https?:|[^"'\s]/y;

/** HTML whose links and images work outside of the page they were written for. */
export function withAbsoluteLinks(html: string | undefined, base: string | undefined): string | undefined {
  if (!html || !base || !hasRelativeLinks(html)) return html || undefined;
  return html.replace(ADDRESS, (whole, start: string, double?: string, single?: string) => {
    const reference = (double ?? single ?? '').trim();
    if (reference === '' || reference.startsWith('#')) return whole;
    const resolved = absolute(reference.replaceAll('&amp;', '&'), base) ?? reference;
    return `${start}"${resolved.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;
  });
}

/** Looks at what stands around each `=`, of which a text has few: a regular expression took a third of all mapping. */
function hasRelativeLinks(html: string): boolean {
  for (let at = html.indexOf('='); at >= 0; at = html.indexOf('=', at + 1)) {
    ABSOLUTE.lastIndex = at + 1;
    if (ABSOLUTE.test(html)) continue;
    if (RELATIVE.test(html.slice(Math.max(0, at - 20), at + 40))) return true;
  }
  return false;
}
