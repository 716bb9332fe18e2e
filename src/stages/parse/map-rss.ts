import { DAY, HOUR, MINUTE } from '../../model/duration.ts';
import type { ParsedFeed, ParsedItem, PollHints } from '../../model/feed.ts';
import { parseDate } from '../../text/dates.ts';
import { absolute, baseOf, withAbsoluteLinks } from './links.ts';
import { enclosuresOf, imageOf } from './media.ts';
import { all, allTexts, attributeOf, first, firstFilled, firstText, textOf, type XmlNode } from './nodes.ts';
import { peopleOf } from './people.ts';
import type { XmlFeed } from './read-xml.ts';

type Mapped = Omit<ParsedFeed, 'format' | 'version' | 'encoding' | 'warnings'>;

/** RSS 0.9x, 1.0 and 2.0 with their modules as the model's feed. `rootBase`: the xml:base of the element around the channel. */
export function mapRss({ feed, items }: XmlFeed, url: string, rootBase?: string): Mapped {
  const declared = declaredBase(feed, absolute(rootBase, url), url);
  const base = declared ?? url;
  const links = all(feed, 'atom:link');
  const link = absolute(firstText(feed, 'link') ?? hrefOf(links, 'alternate'), base);
  const inChannel = all(feed, 'item');
  return {
    title: firstText(feed, 'title', 'dc:title') ?? '',
    description: firstText(feed, 'description', 'dc:description', 'itunes:summary', 'itunes:subtitle'),
    link,
    selfUrl: absolute(hrefOf(links, 'self'), base),
    hubUrl: absolute(hrefOf(links, 'hub'), base),
    language: firstText(feed, 'language', 'dc:language') ?? attributeOf(feed, 'xml:lang'),
    imageUrl: absolute(firstImage(feed), base),
    authors: peopleOf(feed, 'managingEditor', 'dc:creator', 'author', 'dc:author', 'itunes:author'),
    categories: [...allTexts(feed, 'category', 'dc:subject'), ...podcastCategories(feed)],
    updated: firstDate(
      feed,
      'lastBuildDate',
      'pubDate',
      'atom:updated',
      'dc:date',
      'dcterms:modified',
      'dcterms:issued',
    ),
    hints: hintsOf(feed),
    items: (items.length > 0 ? items : inChannel).map((item) =>
      mapItem(item, declared, /^https?:/i.test(link ?? '') ? link : undefined, url),
    ),
  };
}

/** Without any xml:base, an item's link is relative to the site, and addresses in its texts to its link. */
function mapItem(item: XmlNode, around: string | undefined, site: string | undefined, url: string): ParsedItem {
  const declared = declaredBase(item, around, url);
  const base = declared ?? url;
  const guid = firstText(item, 'guid', 'id', 'atom:id') ?? attributeOf(item, 'rdf:about');
  // Inside CDATA nothing is decoded, but many publishers escape there all the same.
  const link = absolute(linkOf(item, guid)?.replaceAll('&amp;', '&'), declared ?? site ?? url);
  const html = (...names: string[]) => {
    const node = firstFilled(item, ...names);
    return node && withAbsoluteLinks(textOf(node), baseOf(node, declared ?? link ?? url));
  };
  const enclosures = enclosuresOf(item, [], base);
  return {
    id: guid,
    link,
    title: firstText(item, 'title', 'dc:title', 'atom:title', 'media:title', 'itunes:title') ?? '',
    published: firstDate(
      item,
      'pubDate',
      'dc:date',
      'dcterms:issued',
      'dcterms:created',
      'atom:published',
      'published',
      'date',
    ),
    updated: firstDate(item, 'atom:updated', 'updated', 'dcterms:modified', 'modified'),
    authors: peopleOf(item, 'dc:creator', 'author', 'atom:author', 'dc:author', 'itunes:author'),
    categories: [...allTexts(item, 'category', 'dc:subject', 'media:category'), ...podcastCategories(item)],
    summary: html(
      'description',
      'summary',
      'atom:summary',
      'dc:description',
      'itunes:summary',
      'media:description',
      'itunes:subtitle',
    ),
    content: html('content:encoded', 'xhtml:body', 'body', 'fullitem', 'atom:content', 'content'),
    language: firstText(item, 'dc:language') ?? attributeOf(item, 'xml:lang'),
    imageUrl: imageOf(item, enclosures, base),
    enclosures,
    via: viaOf(item),
  };
}

function declaredBase(node: XmlNode, around: string | undefined, url: string): string | undefined {
  return attributeOf(node, 'xml:base') ? baseOf(node, around ?? url) : around;
}

/** Categories of Apple's podcast module, which lie one in another. */
function podcastCategories(node: XmlNode): string[] {
  return all(node, 'itunes:category')
    .flatMap((one) => [attributeOf(one, 'text') ?? '', ...podcastCategories(one)])
    .filter((name) => name !== '');
}

/** The page of an item. `link` may stand there several times, empty ones included. */
function linkOf(item: XmlNode, guid: string | undefined): string | undefined {
  const about = attributeOf(item, 'rdf:about');
  const permanent = attributeOf(first(item, 'guid'), 'isPermaLink')?.toLowerCase() !== 'false';
  return (
    firstText(item, 'feedburner:origLink', 'link') ??
    all(item, 'link')
      .map((link) => attributeOf(link, 'href'))
      .find((href) => href) ??
    hrefOf(all(item, 'atom:link'), 'alternate') ??
    (permanent && guid && /^https?:\/\//i.test(guid) ? guid : undefined) ??
    (about && /^https?:\/\//i.test(about) ? about : undefined)
  );
}

function hrefOf(links: readonly XmlNode[], rel: string): string | undefined {
  return attributeOf(
    links.find((link) => (attributeOf(link, 'rel') ?? 'alternate') === rel),
    'href',
  );
}

function firstDate(node: XmlNode, ...names: readonly string[]): Date | undefined {
  for (const name of names) {
    for (const child of all(node, name)) {
      const date = parseDate(textOf(child));
      if (date) return date;
    }
  }
  return undefined;
}

function firstImage(feed: XmlNode): string | undefined {
  const image = all(feed, 'image')
    .map((one) => firstText(one, 'url') ?? attributeOf(one, 'href'))
    .find((found) => found);
  return image ?? attributeOf(first(feed, 'itunes:image'), 'href');
}

function viaOf(item: XmlNode): ParsedItem['via'] {
  const source = first(item, 'source');
  const title = textOf(source) || firstText(item, 'dc:source');
  const url = attributeOf(source, 'url');
  return title || url ? { ...(title && { title }), ...(url && { url }) } : undefined;
}

/** Periods of the syndication module; RSS 1.0 leaves `yearly` to the imagination of its readers, too. */
const PERIODS: Readonly<Record<string, number>> = {
  hourly: HOUR,
  daily: DAY,
  weekly: 7 * DAY,
  monthly: 30 * DAY,
  yearly: 365 * DAY,
};
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

function hintsOf(feed: XmlNode): PollHints {
  const minutes = Number(firstText(feed, 'ttl'));
  const period = PERIODS[firstText(feed, 'sy:updatePeriod')?.toLowerCase() ?? ''];
  const frequency = Number(firstText(feed, 'sy:updateFrequency') ?? 1);
  const intervalMs = minutes > 0 ? minutes * MINUTE : period && frequency > 0 ? period / frequency : undefined;
  const hours = all(feed, 'skipHours')
    .flatMap((skip) => allTexts(skip, 'hour'))
    .map(Number);
  const days = all(feed, 'skipDays')
    .flatMap((skip) => allTexts(skip, 'day'))
    .map((day) => WEEKDAYS.indexOf(day.toLowerCase()));
  const skipHours = [
    ...new Set(hours.filter((hour) => Number.isInteger(hour) && hour >= 0 && hour <= 24).map((hour) => hour % 24)),
  ];
  const skipDays = [...new Set(days.filter((day) => day >= 0))];
  return {
    ...(intervalMs && Number.isFinite(intervalMs) && { intervalMs }),
    ...(skipHours.length > 0 && { skipHours }),
    ...(skipDays.length > 0 && { skipDays }),
  };
}
