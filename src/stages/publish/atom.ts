import { generateAtomFeed } from 'feedsmith';
import type { Publication } from '../../model/publication.ts';
import { FEED_TYPES } from './addresses.ts';
import { type EntryView, type FeedContext, type FeedView, viewFeed } from './feed-view.ts';
import { escapeText } from './safe.ts';

/** feedsmith's generator, because it knows `atom:source`, `rel=related`, `next` and `xml:lang`; `feed` 6 does not. */
export function toAtom(publication: Publication, context: FeedContext): string {
  const view = viewFeed(publication, context);
  const generated = generateAtomFeed(
    {
      id: view.id,
      title: { value: view.title },
      ...(view.subtitle && { subtitle: { value: view.subtitle } }),
      updated: view.updated,
      generator: { text: 'Newsbraid' },
      links: feedLinks(view),
      xml: { lang: view.language },
      entries: view.entries.map((entry) => toEntry(entry, view)),
    },
    { stylesheets: [{ type: 'text/css', href: view.stylesheet }] },
  );
  const text = withoutCdata(generated);
  return view.isArchive ? markArchive(text) : text;
}

function feedLinks(view: FeedView): { href: string; rel: string; type?: string }[] {
  const links = [
    { href: view.self, rel: 'self', type: FEED_TYPES.atom },
    { href: view.page, rel: 'alternate', type: 'text/html' },
    ...view.links.map((link) => ({ ...link, type: FEED_TYPES.atom })),
  ];
  return view.hub ? [...links, { href: view.hub, rel: 'hub' }] : links;
}

function toEntry(entry: EntryView, view: FeedView) {
  return {
    id: entry.id,
    title: { value: entry.title },
    updated: entry.updated,
    published: entry.published,
    authors: entry.authors.map((name) => ({ name })),
    categories: entry.categories.map((term) => ({ term })),
    ...(entry.language && entry.language !== view.language && { xml: { lang: entry.language } }),
    links: [
      { href: entry.url, rel: 'alternate', type: 'text/html', ...(entry.language && { hreflang: entry.language }) },
      ...entry.related.map(({ href, title, language }) => ({
        href,
        rel: 'related',
        title,
        ...(language && { hreflang: language }),
      })),
      ...(entry.url === entry.page
        ? []
        : [{ href: entry.page, rel: 'related', type: 'text/html', title: 'All coverage' }]),
    ],
    ...(entry.summary && { summary: { value: entry.summary } }),
    content: { type: 'html', value: entry.html },
    source: {
      id: entry.source.id,
      title: { value: entry.source.title },
      // The feed is at least as new as what it brought us.
      updated: entry.published,
      links: [
        { href: entry.source.id, rel: 'self' },
        ...(entry.source.site ? [{ href: entry.source.site, rel: 'alternate' }] : []),
      ],
    },
    ...(entry.image && { media: { thumbnails: [{ url: entry.image }] } }),
  };
}

/**
 * The generator writes text that holds `&` or `<` as CDATA on a line of its own, and so puts white space around an id or
 * address with a query string, where RFC 4287 §2 allows none.
 */
function withoutCdata(text: string): string {
  return text.replace(/\s*<!\[CDATA\[([\s\S]*?)\]\]>\s*/g, (_section, content: string) => escapeText(content));
}

/** RFC 5005 §4 wants `fh:archive` in an archive page; the generator does not know that namespace. */
function markArchive(text: string): string {
  return text.replace(
    /<feed ([^>]*)>/,
    '<feed $1 xmlns:fh="http://purl.org/syndication/history/1.0">\n  <fh:archive/>',
  );
}
