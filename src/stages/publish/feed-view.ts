import type { Filter } from '../../model/filter.ts';
import type { Article, Headline, Publication, PublishedEntry } from '../../model/publication.ts';
import type { SiteSettings } from '../../model/settings.ts';
import { Addresses, type FeedFormat } from './addresses.ts';
import { coverageOf, type OutletCoverage } from './coverage.ts';
import { entryHtml } from './entry-html.ts';
import { articleUrl, feedUrl, languageTag, plain, webUrl } from './safe.ts';
import { titleOf } from './titles.ts';

/** A feed document with everything decided, cleaned and made absolute; the formats only write it down. */
export interface FeedView extends FeedFrame {
  readonly entries: readonly EntryView[];
}

/** What stands around its entries. */
export interface FeedFrame {
  /** Permanent, and one for all formats and pages of the feed. */
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly language: string;
  /** The latest of its entries', so that nothing but they can move it. */
  readonly updated: Date;
  readonly self: string;
  /** The page that shows the same. */
  readonly page: string;
  /** Path of the stylesheet, which browsers take from the same origin only. CSS, because browsers are dropping XSLT. */
  readonly stylesheet: string;
  readonly links: readonly FeedLink[];
  readonly isArchive: boolean;
  readonly hub: string | null;
}

export interface FeedLink {
  readonly rel: 'first' | 'next' | 'current' | 'prev-archive' | 'next-archive';
  readonly href: string;
}

export interface EntryView {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly html: string;
  /** The lead's article; the cluster's page where it has no address. */
  readonly url: string;
  /** All coverage, on our site. */
  readonly page: string;
  readonly updated: Date;
  readonly published: Date;
  readonly authors: readonly string[];
  readonly categories: readonly string[];
  readonly image: string | null;
  readonly language: string | null;
  readonly outlets: readonly OutletCoverage[];
  readonly related: readonly RelatedLink[];
  readonly source: { readonly id: string; readonly title: string; readonly site: string | null };
}

export interface RelatedLink {
  readonly href: string;
  readonly title: string;
  readonly language: string | null;
}

/** What a feed needs to know of the site that serves it. */
export interface FeedContext {
  readonly site: SiteSettings;
  /** Absolute address of the site, without a trailing slash. */
  readonly base: string;
  readonly format: FeedFormat;
  readonly hub: string | null;
}

/** An empty feed has to say something; this moment (1970) never moves. */
const NEVER = 0;
const RELATED_MAX = 100;
const CATEGORIES_MAX = 12;

export function viewFeed(publication: Publication, context: FeedContext): FeedView {
  const entries = publication.entries.map((entry) => viewEntry(entry, similarTo(entry, publication), context));
  return { ...viewFrame(publication, context), entries };
}

/** Similar news of the cluster that an entry belongs to. */
export function similarTo({ clusterId }: PublishedEntry, { similar }: Publication): readonly Headline[] {
  return similar.get(clusterId) ?? [];
}

export function viewFrame(publication: Publication, context: FeedContext): FeedFrame {
  const { filter, entries } = publication;
  const { site, base, format } = context;
  const addresses = new Addresses(base);
  const start: Filter = { ...filter, before: null };
  const page = publication.archive?.page ?? null;
  return {
    id: addresses.feed('atom', start),
    title: titleOf(start, site.title),
    subtitle: plain(site.description),
    language: languageTag(site.language) ?? 'en',
    updated: new Date(Math.max(NEVER, ...entries.map(({ updatedAt }) => updatedAt.getTime()))),
    self: page === null ? addresses.feed(format, filter) : addresses.archive(format, filter, page),
    page: addresses.front(start),
    stylesheet: `${new URL(base).pathname.replace(/\/$/, '')}/assets/feed.css`,
    links: documentLinks(publication, start, addresses, format),
    isArchive: page !== null,
    hub: page === null ? context.hub : null,
  };
}

/** RFC 5005: §3 pages from `first` by `next`; §4 archives from the feed by `prev-archive`, and back by `current`. */
function documentLinks(
  { filter, next, archive }: Publication,
  start: Filter,
  addresses: Addresses,
  format: FeedFormat,
): FeedLink[] {
  const links: FeedLink[] = [];
  if (archive?.page === undefined || archive.page === null) {
    links.push({ rel: 'first', href: addresses.feed(format, start) });
  } else {
    links.push({ rel: 'current', href: addresses.feed(format, start) });
  }
  if (next) links.push({ rel: 'next', href: addresses.feed(format, { ...filter, before: next }) });
  if (archive && archive.previous !== null) {
    links.push({ rel: 'prev-archive', href: addresses.archive(format, start, archive.previous) });
  }
  if (archive && archive.next !== null) {
    links.push({ rel: 'next-archive', href: addresses.archive(format, start, archive.next) });
  }
  return links;
}

/** Depends on nothing but these: two that are equal as JSON give equal views. */
export function viewEntry(
  entry: PublishedEntry,
  similar: readonly Headline[],
  { base }: Pick<FeedContext, 'base'>,
): EntryView {
  const { lead } = entry;
  const addresses = new Addresses(base);
  const page = addresses.cluster(entry.clusterId);
  const title = plain(lead.title) || [...plain(lead.summary)].slice(0, 100).join('') || 'Untitled';
  const outlets = coverageOf(entry.articles, lead);
  const image = webUrl(lead.imageUrl) ?? firstImage(entry.articles);
  const url = articleUrl(lead.url) ?? page;
  return {
    id: `urn:uuid:${entry.entryId}`,
    title,
    summary: plain(lead.summary),
    html: entryHtml({ lead, outlets, image, similar, page, addresses }),
    url,
    page,
    updated: entry.updatedAt,
    published: earliest(entry),
    authors: named(lead.authors).length > 0 ? named(lead.authors) : [plain(lead.outlet) || 'Unknown'],
    categories: categoriesOf(entry.articles),
    image,
    language: languageTag(lead.language),
    outlets,
    related: relatedLinks(outlets, url),
    source: {
      id: feedUrl(lead.source.url) ?? page,
      title: plain(lead.source.title) || plain(lead.outlet) || 'Unknown',
      site: webUrl(lead.source.siteUrl),
    },
  };
}

/** When the first outlet had it: a source that is new here may bring old news, which must not look new. */
function earliest({ articles, lead, updatedAt }: PublishedEntry): Date {
  const first = articles[0]?.at ?? lead.at;
  return first < updatedAt ? first : updatedAt;
}

function relatedLinks(outlets: readonly OutletCoverage[], url: string): RelatedLink[] {
  const links = new Map<string, RelatedLink>();
  for (const article of outlets.flatMap(({ articles }) => articles)) {
    const href = articleUrl(article.url);
    if (href === null || href === url || links.has(href)) continue;
    links.set(href, {
      href,
      title: plain(`${article.outlet}: ${article.title}`),
      language: languageTag(article.language),
    });
  }
  return [...links.values()].slice(0, RELATED_MAX);
}

function firstImage(articles: readonly Article[]): string | null {
  for (const { imageUrl } of articles) {
    const url = webUrl(imageUrl);
    if (url) return url;
  }
  return null;
}

/** The config's categories first, then what publishers say, without regard to case. */
function categoriesOf(articles: readonly Article[]): string[] {
  const names = [...articles.flatMap(({ source }) => source.categories), ...articles.flatMap((a) => a.categories)];
  const byFold = new Map<string, string>();
  for (const name of named(names)) if (!byFold.has(name.toLowerCase())) byFold.set(name.toLowerCase(), name);
  return [...byFold.values()].slice(0, CATEGORIES_MAX);
}

function named(names: readonly string[]): string[] {
  return names.map(plain).filter((name) => name !== '');
}
