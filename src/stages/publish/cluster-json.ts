import type { Article, ArticleReasons, ClusterFile, Headline } from '../../model/publication.ts';
import type { Addresses } from './addresses.ts';
import { articleUrl, feedUrl } from './safe.ts';

/** What the page of a cluster shows, for programs. Times are ISO 8601, in UTC. */
export function clusterJson(file: ClusterFile, addresses: Addresses): string {
  const { entry, reasons, similar, earlier, later, merged, moved } = file;
  const { clusterId, lead, articles, outletCount, createdAt, updatedAt } = entry;
  const headline = ({ clusterId: id, title, outletCount: outlets, at }: Headline) => ({
    id,
    page: addresses.cluster(id),
    headline: title,
    outlets,
    at,
  });
  const value = {
    id: clusterId,
    entry_id: `urn:uuid:${entry.entryId}`,
    page: addresses.cluster(clusterId),
    headline: lead.title,
    summary: lead.summary,
    url: articleUrl(lead.url),
    outlets: outletCount,
    created: createdAt,
    updated: updatedAt,
    stories: storiesOf(articles, reasons, addresses),
    merged: merged.map(({ clusterId: id, at, because }) => ({ id, at, because })),
    moved: moved.map(({ storyId, clusterId: id, because }) => ({ story: storyId, cluster: id, because })),
    earlier: earlier.map(headline),
    later: later.map(headline),
    similar: similar.map((other) => ({ ...headline(other), score: other.score })),
  };
  return JSON.stringify(value, null, 2);
}

function storiesOf(
  articles: readonly Article[],
  reasons: ReadonlyMap<number, ArticleReasons>,
  addresses: Addresses,
): object[] {
  const stories = new Map<number, Article[]>();
  for (const article of articles) stories.set(article.storyId, [...(stories.get(article.storyId) ?? []), article]);
  return [...stories].map(([id, list]) => ({
    id,
    page: addresses.story(id),
    because: reasons.get((list[0] as Article).id)?.storyBecause ?? null,
    came_with: reasons.get((list[0] as Article).id)?.cameWith ?? null,
    articles: list.map((article) => ({
      id: article.id,
      outlet: article.outlet,
      source: { id: article.source.id, title: article.source.title, feed_url: feedUrl(article.source.url) },
      url: articleUrl(article.url),
      headline: article.title,
      headline_before: article.titleBefore,
      edited: article.editedAt,
      from: article.attribution,
      language: article.language,
      authors: article.authors,
      categories: article.categories,
      published: article.at,
      because: reasons.get(article.id)?.because ?? null,
    })),
  }));
}
