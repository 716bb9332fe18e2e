import { type Body, lengthOf } from '../../model/poll.ts';
import { parseUrl } from '../../text/parse-url.ts';

/** What begins a web page, and what would make the same bytes a feed. */
const HTML_START = /^(?:\s|\ufeff|<\?xml[^>]*\?>|<!--[\s\S]{0,2000}?-->)*(?:<!doctype\s+html|<html[\s>])/i;
const FEED_ROOT = /<(?:rss|feed|rdf:rdf)[\s>]/i;

/** The start of a body is enough to know it by; links stand in the head of a page. */
const HEAD_BYTES = 64 * 1024;
/** Where nearly every feed names its root already, which spares reading on. */
const ROOT_BYTES = 1024;

/**
 * Whether a body is a web page instead of a feed; if so, the address of the feed that it offers
 * (`<link rel="alternate" type="application/rss+xml" href="…">`), or null for none.
 */
export function readHtmlPage(body: Body, base: URL): { feedUrl: string | null } | null {
  if (FEED_ROOT.test(headOf(body, ROOT_BYTES))) return null;
  const text = headOf(body, HEAD_BYTES).replace(/^\xef\xbb\xbf/, '');
  if (!HTML_START.test(text) || FEED_ROOT.test(text)) return null;
  for (const [tag] of text.matchAll(/<link\s[^>]{0,2000}>/gi)) {
    const href = attribute(tag, 'href');
    const isFeed = /^application\/(rss|atom)\+xml|^application\/feed\+json/i.test(attribute(tag, 'type') ?? '');
    const isOffered = isFeed && /\balternate\b/i.test(attribute(tag, 'rel') ?? '');
    const feed = href && isOffered ? parseUrl(href, base) : null;
    if (feed) return { feedUrl: feed.href };
  }
  return { feedUrl: null };
}

function headOf(body: Body, bytes: number): string {
  return Buffer.concat(body, Math.min(bytes, lengthOf(body))).toString('latin1');
}

function attribute(tag: string, name: string): string | null {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(tag);
  const value = match && (match[1] ?? match[2] ?? match[3]);
  return value ? value.replaceAll('&amp;', '&').trim() : null;
}
