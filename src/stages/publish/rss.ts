import { Feed } from 'feed';
import type { Publication } from '../../model/publication.ts';
import { FEED_TYPES } from './addresses.ts';
import { type EntryView, type FeedContext, viewFeed } from './feed-view.ts';
import { attribute, html } from './safe.ts';

/**
 * RSS 2.0, by `feed`. It escapes neither `&` in attributes nor a literal `&amp;`, so everything is escaped before it (texts
 * by `text`, attributes by `attribute`). What RSS has no word for is said in the Dublin Core and Atom namespaces.
 */
export function toRss(publication: Publication, context: FeedContext): string {
  const view = viewFeed(publication, context);
  const feed = new Feed({
    title: text(view.title),
    description: text(view.subtitle || view.title),
    link: view.page,
    language: view.language,
    updated: view.updated,
    generator: 'Newsbraid',
    docs: 'https://www.rssboard.org/rss-specification',
    stylesheet: view.stylesheet,
    feedLinks: { rss: view.self },
    ...(view.hub && { hub: view.hub }),
  });
  for (const entry of view.entries) feed.addItem(toItem(entry));
  const links = view.links.map(
    ({ rel, href }) => `<atom:link rel="${rel}" href="${attribute(href)}" type="${FEED_TYPES.rss}"/>`,
  );
  return feed
    .rss2()
    .replace('type="text/xsl"', 'type="text/css"')
    .replace(/<atom:link [^>]*rel="self"[^>]*\/>/, (self) => [self, ...links].join(''));
}

function toItem(entry: EntryView) {
  return {
    title: title(entry.title),
    id: entry.id,
    link: entry.url,
    date: entry.updated,
    published: entry.published,
    description: html(entry.summary || entry.title),
    content: entry.html,
    category: entry.categories.map((name) => ({ name: text(name) })),
    extensions: [
      extension(
        'dc:creator',
        entry.authors.map((name) => ({ _text: text(name) })),
      ),
      extension('source', { _attributes: { url: attribute(entry.source.id) }, _text: text(entry.source.title) }),
      extension('atom:updated', { _text: entry.updated.toISOString() }),
      extension(
        'atom:link',
        entry.related.map(({ href, title }) => ({
          _attributes: { rel: 'related', href: attribute(href), title: attribute(title) },
        })),
      ),
    ],
  };
}

/** The library's type asks for an object where an array repeats the element. */
function extension(name: string, objects: object): { name: string; objects: Record<string, unknown> } {
  return { name, objects: objects as Record<string, unknown> };
}

/** Text as the library must get it: it turns `&amp;` back before it escapes. */
function text(value: string): string {
  return value.replace(/&/g, '&amp;');
}

/**
 * RSS does not say whether a title is text or HTML, and readers do both. So what would be markup is escaped, and nothing
 * else: “AT&T” reads well in either.
 */
function title(value: string): string {
  return value
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replace(/<(?=[a-z/!?])/gi, '&lt;')
    .replace(/\]\]>/g, ']]&gt;');
}
