import { everything, type Filter, filterQuery } from '../../model/filter.ts';

export type FeedFormat = 'atom' | 'rss' | 'json';

/** Media types as their specifications name them (RFC 4287 §7, RSS Advisory Board, JSON Feed 1.1). */
export const FEED_TYPES: Readonly<Record<FeedFormat, string>> = {
  atom: 'application/atom+xml',
  rss: 'application/rss+xml',
  json: 'application/feed+json',
};

/** Every address that we hand out, below `base` (no trailing slash; empty for links within the site). */
export class Addresses {
  readonly base: string;

  constructor(base: string) {
    this.base = base;
  }

  front(filter: Filter = everything): string {
    return `${this.base}/${filterQuery(filter)}`;
  }

  latest(filter: Filter = everything): string {
    return `${this.base}/latest${filterQuery(filter)}`;
  }

  feed(format: FeedFormat, filter: Filter): string {
    return `${this.base}/feed.${format}${filterQuery(filter)}`;
  }

  archive(format: FeedFormat, filter: Filter, page: number): string {
    return `${this.base}/archive/${page}.${format}${filterQuery(filter)}`;
  }

  cluster(id: number): string {
    return `${this.base}/c/${id}`;
  }

  story(id: number): string {
    return `${this.base}/s/${id}`;
  }

  /** A page or file by its path, without a leading slash. */
  file(name: string): string {
    return `${this.base}/${name}`;
  }
}
