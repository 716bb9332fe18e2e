import { getDomain } from 'tldts';
import { parseUrl } from './parse-url.ts';
import { TRACKING_NAMES, TRACKING_PREFIXES, TRACKING_VALUE, TRACKING_WHEN_NAMED } from './tracking-parameters.ts';

/**
 * The form of an address that two addresses of one page share: https, no `www.`, no mobile or AMP variant, no tracking
 * parameters and session ids, the rest of them sorted, no fragment unless it is a route (`#!/…`, `#/…`). For comparing, not for opening.
 * null: not an http address, or the address of a whole site, which is no page of its own.
 */
export function canonicalUrl(url: string): string | null {
  const parsed = parseHttp(url);
  return parsed && canonicalOf(parsed);
}

/** An item's page as `httpUrl` and as `canonicalUrl` write it, for the cost of one. */
export function pageOf(url: string | undefined): { readonly url: string | null; readonly canonicalUrl: string | null } {
  const parsed = url ? parseHttp(url) : null;
  return parsed ? { url: withoutCredentials(parsed.href), canonicalUrl: canonicalOf(parsed) } : NO_PAGE;
}

const NO_PAGE = { url: null, canonicalUrl: null };

function canonicalOf(parsed: URL): string | null {
  const { host, path } = unwrapAmp(parsed.host, plainEscapes(parsed.pathname));
  const query = keptParameters(plainEscapes(parsed.search));
  const route = /^#!?.*\/./.test(parsed.hash) || parsed.hash.startsWith('#!') ? parsed.hash : '';
  if (path === '/' && query === '' && route === '') return null;
  return `https://${plainHost(host)}${plainPath(path)}${query}${route}`;
}

/** `example.co.uk` of any address there; with public suffixes that people register under (`blogspot.com`). null: none. */
export function registrableDomain(url: string): string | null {
  return getDomain(url, { allowPrivateDomains: true });
}

/** The address without user name and password; as it is where it has none or is no address. */
export function withoutCredentials(url: string): string {
  if (!url.includes('@')) return url;
  const parsed = parseUrl(url);
  if (!parsed || (parsed.username === '' && parsed.password === '')) return url;
  parsed.username = '';
  parsed.password = '';
  return parsed.href;
}

/**
 * A feed's address as anybody may see it: without credentials, and without the parameters of the query that prove who asks for it
 * (`private_token`, `apiKey`, `sig` …, with values that nobody would guess).
 */
export function withoutSecrets(url: string): string {
  return withoutParameters(withoutCredentials(url), (pair) => SECRET_PARAMETER.test(pair));
}

/** The address without some parameters of its query (`name=value`); as it is where it has none of them. */
export function withoutParameters(url: string, isDropped: (pair: string) => boolean): string {
  const parsed = url.includes('?') ? parseUrl(url) : null;
  if (!parsed) return url;
  const pairs = parsed.search.slice(1).split('&');
  const kept = pairs.filter((pair) => !isDropped(pair));
  if (kept.length === pairs.length) return url;
  parsed.search = kept.join('&');
  return parsed.href;
}

const SECRET_PARAMETER =
  /^[^=]*(?:token|secret|password|signature|jwt|(?:api|auth|access|pass|rss|feed|user)_?key|(?<![a-z])(?:key|auth|passwd|pass|pwd|sig|hash))(?:\]|%5d)?=.{8}/i;

/** An address that a reader can open, written as browsers do and without credentials; null: not http, or not absolute. */
export function httpUrl(url: string | null | undefined): string | null {
  const parsed = url ? parseHttp(url) : null;
  return parsed && withoutCredentials(parsed.href);
}

function parseHttp(url: string): URL | null {
  const text = url.trim();
  return /^https?:\/\//i.test(text) ? parseUrl(text) : null;
}

/** Pages out of Google's AMP viewer and cache (`google.com/amp/s/…`, `….cdn.ampproject.org/c/s/…`). */
function unwrapAmp(host: string, path: string): { host: string; path: string } {
  const wrapped = host.endsWith('.cdn.ampproject.org')
    ? /^\/[a-z](?:\/s)?\/([^/]+)(\/.*)?$/.exec(path)
    : /^(?:www\.)?google\./.test(host)
      ? /^\/amp(?:\/s)?\/([^/]+)(\/.*)?$/.exec(path)
      : null;
  return wrapped ? { host: wrapped[1] as string, path: wrapped[2] ?? '/' } : { host, path };
}

function plainHost(host: string): string {
  const plain = host.replace(/:(?:80|443)$/, '');
  const bare = plain.replace(/^(?:www\d?|m|mobile|amp)\./, '');
  return bare !== plain && bare.includes('.') ? bare : plain;
}

function plainPath(path: string): string {
  const page = (path.includes(';') ? path.replace(SESSION, '') : path)
    .replace(/^\/amp\/(?=.)/, '/')
    .replace(/\.amp(?=\.html?$|$)/, '')
    .replace(/\/(?:amp|index\.(?:html?|php))?\/?$/, '')
    .replace(/\/amp\/?$/, '');
  return page === '' ? '/' : page;
}

/** Parameters of a path that name the visit, not the page: Java servers put them there for whoever sends no cookie. */
const SESSION = /;(?:jsessionid|phpsessid|sid)=[^/;]*/gi;

/** Escapes in capitals, and none of a character that may stand there by itself (RFC 3986 §6.2.2). */
function plainEscapes(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/%[\da-f]{2}/gi, (written) => {
    const byte = written.toUpperCase();
    return UNRESERVED.get(byte) ?? byte;
  });
}

const UNRESERVED: ReadonlyMap<string, string> = new Map(
  [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'].map(
    (character) => [`%${character.charCodeAt(0).toString(16).toUpperCase()}`, character] as const,
  ),
);

function keptParameters(search: string): string {
  if (search.length < 2) return '';
  const kept = search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !isTracking(pair))
    .sort();
  return kept.length > 0 ? `?${kept.join('&')}` : '';
}

function isTracking(pair: string): boolean {
  const equals = pair.indexOf('=');
  const name = (equals < 0 ? pair : pair.slice(0, equals)).toLowerCase().replace(/^amp;/, '');
  if (TRACKING_NAMES.has(name) || TRACKING_PREFIXES.some((prefix) => name.startsWith(prefix))) return true;
  return TRACKING_WHEN_NAMED.has(name) && TRACKING_VALUE.test(pair.slice(name.length + 1));
}
