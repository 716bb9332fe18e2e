import { Feed } from 'feed';
import type { Publication } from '../../model/publication.ts';
import { type EntryView, type FeedContext, viewFeed } from './feed-view.ts';
import { articleUrl } from './safe.ts';

/** JSON Feed 1.1, by `feed`, which writes 1.0: what 1.1 added comes as extensions, which it takes as they are. */
export function toJsonFeed(publication: Publication, context: FeedContext): string {
  const view = viewFeed(publication, context);
  const feed = new Feed({
    title: view.title,
    description: view.subtitle,
    link: view.page,
    feedLinks: { json: view.self },
  });
  const next = view.links.find(({ rel }) => rel === (view.isArchive ? 'prev-archive' : 'next'));
  feed.extensions = [
    extension('version', 'https://jsonfeed.org/version/1.1'),
    extension('language', view.language),
    ...(next ? [extension('next_url', next.href)] : []),
    ...(view.hub ? [extension('hubs', [{ type: 'WebSub', url: view.hub }])] : []),
    extension('_newsbraid', {
      about: view.page,
      updated: view.updated.toISOString(),
      links: Object.fromEntries(view.links.map(({ rel, href }) => [rel, href])),
    }),
  ];
  for (const entry of view.entries) feed.addItem(toItem(entry));
  return feed.json1();
}

function toItem(entry: EntryView) {
  return {
    title: entry.title,
    id: entry.id,
    link: entry.url,
    date: entry.updated,
    published: entry.published,
    ...(entry.summary && { description: entry.summary }),
    content: entry.html,
    category: entry.categories.map((name) => ({ name })),
    ...(entry.image && { image: entry.image }),
    extensions: [
      extension(
        'authors',
        entry.authors.map((name) => ({ name })),
      ),
      ...(entry.language ? [extension('language', entry.language)] : []),
      extension('_newsbraid', {
        page: entry.page,
        source: {
          title: entry.source.title,
          feed_url: entry.source.id,
          ...(entry.source.site && { url: entry.source.site }),
        },
        outlets: entry.outlets.map(({ outlet, articles }) => ({
          outlet,
          articles: articles.map(({ url, title, at, language }) => ({
            url: articleUrl(url),
            title,
            published: at.toISOString(),
            language,
          })),
        })),
      }),
    ],
  };
}

/** The library's type asks for an object; it writes any value. */
function extension(name: string, value: unknown): { name: string; objects: Record<string, unknown> } {
  return { name, objects: value as Record<string, unknown> };
}
