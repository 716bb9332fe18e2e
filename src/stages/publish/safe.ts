import { escapeText } from '../../text/escape.ts';
import { parseUrl } from '../../text/parse-url.ts';
import { TRACKING_NAMES, TRACKING_PREFIXES } from '../../text/tracking-parameters.ts';
import { withoutParameters, withoutSecrets } from '../../text/urls.ts';

/** What makes text and addresses from a source harmless in XML and HTML. */

/** Outside XML 1.0's Char (§2.2), lone surrogates included, and the C1 controls, which no text needs. */
const NOT_XML = /[^\t\n\r\u0020-\u007E\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** What `plain` may have to change: anything but single spaces and characters that are surely no white space and in XML's Char. */
const MAY_CHANGE =
  /[^ -~\u00A1-\u167F\u1681-\u1FFF\u2010-\u2027\u2030-\u205E\u2060-\u2FFF\u3001-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]|^ | {2}| $/;

/** Text that any XML document may carry, on one line. */
export function plain(text: string): string {
  // Nearly all text is: one look instead of three changes.
  if (!MAY_CHANGE.test(text)) return text;
  return text.replace(NOT_XML, '').replace(/\s+/g, ' ').trim();
}

/** Plain text as HTML, between tags; holds no `]]>`. Quotes stay: a browser shows the HTML in an RSS feed letter by letter. */
export function html(text: string): string {
  return escapeText(plain(text));
}

/** Plain text as the value of an attribute in double quotes. */
export function attribute(text: string): string {
  return html(text).replaceAll('"', '&quot;');
}

/**
 * An address that a reader may open: absolute, http or https, without a password, in ASCII as URIs are (RFC 3986). Null for
 * everything else, `javascript:` and `data:` above all.
 */
export function webUrl(text: string | null | undefined): string | null {
  const url = text ? parseUrl(text) : null;
  if (url === null) return null;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  if (url.username !== '') url.username = '';
  if (url.password !== '') url.password = '';
  // WHATWG URLs keep some characters that RFC 3986 does not allow; validators and XML Schema's anyURI object.
  return url.href.replace(/[^\w\-.~:/?#[\]@!$&'()*+,;=%]/g, encodeURIComponent).replace(/%(?![\da-f]{2})/gi, '%25');
}

/** The address of a source's feed, without what only its owner may know. */
export function feedUrl(text: string): string | null {
  return webUrl(withoutSecrets(text));
}

/** The address of an article without the parameters that only tell on the reader; otherwise as the outlet gave it. */
export function articleUrl(text: string | null): string | null {
  const url = webUrl(text);
  return url && withoutParameters(url, (pair) => isTracking((pair.split('=', 1)[0] as string).toLowerCase()));
}

function isTracking(name: string): boolean {
  return TRACKING_NAMES.has(name) || TRACKING_PREFIXES.some((prefix) => name.startsWith(prefix));
}

/** A BCP 47 tag as RFC 4287 and HTML want it; null where it is none. */
export function languageTag(text: string | null): string | null {
  return text && /^[a-z]{2,3}(-[a-z\d]{1,8})*$/i.test(text) ? text : null;
}
