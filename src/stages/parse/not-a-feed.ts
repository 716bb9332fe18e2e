import { FeedError } from '../../model/errors.ts';
import { absolute } from './links.ts';

const HEAD_LENGTH = 200_000;
const LINK = /<link\s[^<>]{1,2000}>/gi;
const FEED_TYPE = /type\s*=\s*["']?application\/(?:rss\+xml|atom\+xml|feed\+json|rdf\+xml)/i;

/** Says what came instead of a feed, and where an HTML page says that its feeds are (RSS autodiscovery). */
export function notAFeed(text: string, url: string): FeedError {
  const head = text.slice(0, HEAD_LENGTH);
  const html = /<(?:!doctype\s+html|html|head|body)[\s>]/i.test(head);
  const feeds = html ? alternatesOf(head, url) : [];
  const got = html
    ? 'a web page'
    : /^\s*</.test(head)
      ? `XML that begins ${startOf(head)}`
      : `text that begins ${startOf(head)}`;
  const hint = feeds.length > 0 ? `; the page offers ${feeds.join(' and ')}` : '';
  return new FeedError('not_a_feed', `${url}: expected RSS, Atom or JSON Feed, got ${got}${hint}`, { feeds });
}

function alternatesOf(html: string, url: string): string[] {
  const links = html.match(LINK) ?? [];
  const hrefs = links
    .filter((link) => /rel\s*=\s*["']?[^"'>]*alternate/i.test(link) && FEED_TYPE.test(link))
    .map((link) => /href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))/i.exec(link))
    .map((match) => absolute((match?.[1] ?? match?.[2] ?? match?.[3])?.replaceAll('&amp;', '&'), url));
  return [...new Set(hrefs.filter((href) => href !== undefined))].slice(0, 10);
}

function startOf(text: string): string {
  return JSON.stringify(text.trim().slice(0, 60));
}
