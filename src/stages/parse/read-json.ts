import { parseJsonFeed } from 'feedsmith';
import { FeedError, messageOf } from '../../model/errors.ts';
import type { ParsedFeed, ParsedItem } from '../../model/feed.ts';
import { countOf } from '../../text/count.ts';
import { parseDate } from '../../text/dates.ts';
import { absolute, withAbsoluteLinks } from './links.ts';
import { isOldestFirst, onlyLastRead } from './newest-items.ts';
import { plainAsHtml } from './plain.ts';

type JsonFeed = ReturnType<typeof parseJsonFeed>;
type JsonItem = NonNullable<JsonFeed['items']>[number];

/** Reads JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/). Throws FeedError `unreadable` or `not_a_feed`. */
export function readJson(text: string, url: string, itemsMax: number): Omit<ParsedFeed, 'encoding'> {
  const document = parseDocument(text);
  const feed = mustBeFeed(document, url);
  const authors = namesOf(feed.authors);
  const items = feed.items ?? [];
  const hasMore = items.length > itemsMax;
  const head = items.slice(0, itemsMax);
  const fromEnd = hasMore && isOldestFirst(head.map((item) => parseDate(item.date_published as string | undefined)));
  const read = fromEnd ? items.slice(-itemsMax) : head;
  return {
    format: 'json',
    version: `json ${/(\d[\d.]*)\/?$/.exec(String((document as { version?: unknown }).version))?.[1] ?? ''}`.trim(),
    title: plainAsHtml(feed.title ?? ''),
    description: feed.description && plainAsHtml(feed.description),
    link: absolute(feed.home_page_url, url),
    selfUrl: absolute(feed.feed_url, url),
    hubUrl: feed.hubs?.map((hub) => hub?.url).find((hub) => hub),
    language: feed.language,
    imageUrl: absolute(feed.icon ?? feed.favicon, url),
    authors,
    categories: [],
    hints: {},
    items: read.map((item) => mapItem(item, url, authors, feed.language)),
    warnings: hasMore
      ? [fromEnd ? onlyLastRead(itemsMax) : `has more than ${itemsMax} items; the rest was not read`]
      : [],
  };
}

/** Objects and lists in a JSON document; the most in the 19 JSON Feeds of the sample is 1,500. */
const BRACKETS_MAX = 500_000;

function parseDocument(text: string): unknown {
  const brackets = countOf(text, '[') + countOf(text, '{');
  if (brackets > BRACKETS_MAX) {
    throw new FeedError('unreadable', `expected a JSON Feed, got JSON with ${brackets} objects and lists`);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FeedError('unreadable', `expected a JSON Feed, got JSON that does not parse: ${messageOf(cause)}`, {
      cause,
    });
  }
}

function mustBeFeed(document: unknown, url: string): JsonFeed {
  try {
    return parseJsonFeed(document as never);
  } catch (cause) {
    throw new FeedError(
      'not_a_feed',
      `${url}: expected a JSON Feed with "version", "title" or "items", got other JSON`,
      { cause },
    );
  }
}

function mapItem(
  item: JsonItem,
  feedUrl: string,
  inherited: readonly string[],
  language: string | undefined,
): ParsedItem {
  const link = absolute(item.url ?? item.external_url, feedUrl);
  const authors = namesOf(item.authors);
  const base = link ?? feedUrl;
  const content = item.content_html ?? (item.content_text && plainAsHtml(item.content_text));
  return {
    id: item.id,
    link,
    title: plainAsHtml(item.title ?? ''),
    published: parseDate(item.date_published as string | undefined),
    updated: parseDate(item.date_modified as string | undefined),
    authors: authors.length > 0 ? authors : inherited,
    categories: item.tags ?? [],
    summary: item.summary && plainAsHtml(item.summary),
    content: withAbsoluteLinks(content, base),
    language: item.language ?? language,
    imageUrl: absolute(item.image ?? item.banner_image, base),
    enclosures: (item.attachments ?? []).flatMap(({ url, mime_type, size_in_bytes }) =>
      url
        ? [
            {
              url: absolute(url, base) ?? url,
              ...(mime_type && { type: mime_type }),
              ...(size_in_bytes && { bytes: size_in_bytes }),
            },
          ]
        : [],
    ),
  };
}

function namesOf(authors: JsonFeed['authors']): string[] {
  return [...new Set((authors ?? []).map((author) => author?.name ?? author?.url ?? '').filter((name) => name !== ''))];
}
