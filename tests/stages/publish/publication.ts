import { everything } from '../../../src/model/filter.ts';
import type { Article, Publication, PublishedEntry } from '../../../src/model/publication.ts';

/** Publications made by hand. */

export const NOW = new Date('2025-03-04T12:00:00Z');

let lastId = 0;

export function article(change: Partial<Article> = {}): Article {
  const id = ++lastId;
  return {
    id,
    storyId: id,
    outlet: 'The Harbour Post',
    source: {
      id: 1,
      url: 'https://harbour-post.example/feed.xml',
      title: 'The Harbour Post',
      siteUrl: 'https://harbour-post.example/',
      categories: ['world'],
    },
    url: `https://harbour-post.example/${id}`,
    title: `Headline ${id}`,
    titleBefore: null,
    editedAt: null,
    attribution: null,
    summary: `Summary ${id}`,
    authors: [],
    categories: [],
    language: 'en',
    imageUrl: null,
    at: new Date(NOW.getTime() - 3_600_000),
    ...change,
  };
}

export function entry(
  articles: readonly Article[] = [article()],
  change: Partial<PublishedEntry> = {},
): PublishedEntry {
  const id = ++lastId;
  return {
    id,
    entryId: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
    clusterId: id,
    lead: articles[0] as Article,
    articles,
    outletCount: new Set(articles.map(({ outlet }) => outlet)).size,
    createdAt: new Date(NOW.getTime() - 3_000_000),
    updatedAt: new Date(NOW.getTime() - 3_000_000),
    follows: null,
    ...change,
  };
}

export function publication(entries: readonly PublishedEntry[], change: Partial<Publication> = {}): Publication {
  return {
    filter: everything,
    entries,
    next: null,
    archive: { page: null, previous: null, next: null },
    similar: new Map(),
    ...change,
  };
}
