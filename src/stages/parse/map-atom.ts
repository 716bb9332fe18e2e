import type { ParsedFeed, ParsedItem } from '../../model/feed.ts';
import { parseDate } from '../../text/dates.ts';
import { absolute, baseOf, withAbsoluteLinks } from './links.ts';
import { enclosuresOf, imageOf } from './media.ts';
import { all, allTexts, attributeOf, first, firstFilled, firstText, textOf, type XmlNode } from './nodes.ts';
import { peopleOf } from './people.ts';
import { plainAsHtml } from './plain.ts';
import type { XmlFeed } from './read-xml.ts';

type Mapped = Omit<ParsedFeed, 'format' | 'version' | 'encoding' | 'warnings'>;

/** Atom 1.0 (RFC 4287) and 0.3 as the model's feed. */
export function mapAtom({ feed, items }: XmlFeed, url: string): Mapped {
  const base = baseOf(feed, url);
  const authors = peopleOf(feed, 'author', 'dc:creator', 'itunes:author');
  const language = attributeOf(feed, 'xml:lang') ?? firstText(feed, 'dc:language');
  return {
    title: htmlOf(feed, base, 'title') ?? '',
    description: htmlOf(feed, base, 'subtitle', 'tagline'),
    link: pickLink(all(feed, 'link'), base),
    selfUrl: linkTo(feed, 'self', base),
    hubUrl: linkTo(feed, 'hub', base),
    language,
    imageUrl: absolute(firstText(feed, 'logo', 'icon'), base),
    authors,
    categories: categoriesOf(feed),
    updated: firstDate(feed, 'updated', 'modified'),
    hints: {},
    items: items.map((entry) => mapEntry(entry, base, authors, language)),
  };
}

function mapEntry(
  entry: XmlNode,
  feedBase: string,
  inherited: readonly string[],
  language: string | undefined,
): ParsedItem {
  const base = baseOf(entry, feedBase);
  const id = firstText(entry, 'id');
  const link = absolute(firstText(entry, 'feedburner:origLink'), base) ?? pickLink(all(entry, 'link'), base);
  const source = first(entry, 'source');
  const own = peopleOf(entry, 'author', 'dc:creator', 'itunes:author');
  const authors = own.length > 0 ? own : source ? peopleOf(source, 'author') : [];
  const content = first(entry, 'content');
  const enclosures = enclosuresOf(
    entry,
    all(entry, 'link').filter((one) => attributeOf(one, 'rel') === 'enclosure'),
    base,
  );
  return {
    id,
    link:
      link ??
      absolute(attributeOf(content, 'src'), baseOf(content, base)) ??
      (id && /^https?:\/\//i.test(id) ? id : undefined),
    title: htmlOf(entry, base, 'title', 'dc:title', 'media:title') ?? '',
    published:
      firstDate(entry, 'published', 'issued', 'created', 'dc:date', 'pubDate') ??
      firstDate(entry, 'updated', 'modified'),
    updated: firstDate(entry, 'updated', 'modified'),
    authors: authors.length > 0 ? authors : inherited,
    categories: categoriesOf(entry),
    summary: htmlOf(entry, base, 'summary', 'description') ?? mediaDescription(entry),
    content: htmlOf(entry, base, 'content', 'content:encoded'),
    language:
      attributeOf(content, 'xml:lang') ?? attributeOf(entry, 'xml:lang') ?? firstText(entry, 'dc:language') ?? language,
    imageUrl: imageOf(entry, enclosures, base),
    enclosures,
    via: source ? viaOf(source, baseOf(source, base)) : undefined,
  };
}

/** The page: an alternate in HTML first, any alternate next, then whatever leads somewhere a reader can go. */
function pickLink(links: readonly XmlNode[], base: string): string | undefined {
  const alternates = links.filter((link) => /^(alternate)?$/i.test(attributeOf(link, 'rel') ?? ''));
  const pages = alternates.filter((link) => /html/i.test(attributeOf(link, 'type') ?? 'text/html'));
  const others = links.filter((link) => /^(related|via)$/i.test(attributeOf(link, 'rel') ?? ''));
  for (const link of [...pages, ...alternates, ...others]) {
    const href = attributeOf(link, 'href') ?? textOf(link);
    if (href) return absolute(href, baseOf(link, base));
  }
  return undefined;
}

function linkTo(node: XmlNode, rel: string, base: string): string | undefined {
  const found = all(node, 'link').find((link) => attributeOf(link, 'rel') === rel);
  return absolute(attributeOf(found, 'href'), baseOf(found, base));
}

/** The first of these text constructs that holds anything, as HTML. */
function htmlOf(node: XmlNode, base: string, ...names: readonly string[]): string | undefined {
  const found = firstFilled(node, ...names);
  if (!found) return undefined;
  const type = attributeOf(found, 'type') ?? 'text';
  const text = isBase64(type, attributeOf(found, 'mode')) ? fromBase64(textOf(found)) : textOf(found);
  return withAbsoluteLinks(/html/i.test(type) ? text : plainAsHtml(text), baseOf(found, base));
}

/** Atom 0.3 says so; in Atom 1.0, every media type is Base64 that is neither text nor XML (RFC 4287 §4.1.3.3). */
function isBase64(type: string, mode: string | undefined): boolean {
  return mode === 'base64' || (type.includes('/') && !/^text\/|[/+]xml|html/i.test(type));
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}

function mediaDescription(entry: XmlNode): string | undefined {
  return (
    firstText(entry, 'media:description') ??
    all(entry, 'media:group')
      .map((group) => firstText(group, 'media:description'))
      .find((text) => text)
  );
}

function categoriesOf(node: XmlNode): string[] {
  const terms = all(node, 'category').map(
    (one) => attributeOf(one, 'label') ?? attributeOf(one, 'term') ?? textOf(one),
  );
  return [...new Set([...terms, ...allTexts(node, 'dc:subject')].filter((term) => term !== ''))];
}

function viaOf(source: XmlNode, base: string): ParsedItem['via'] {
  const title = htmlOf(source, base, 'title');
  const url = pickLink(all(source, 'link'), base) ?? linkTo(source, 'self', base) ?? firstText(source, 'id');
  return title || url ? { ...(title && { title }), ...(url && { url }) } : undefined;
}

function firstDate(node: XmlNode, ...names: readonly string[]): Date | undefined {
  for (const name of names) {
    const date = parseDate(firstText(node, name));
    if (date) return date;
  }
  return undefined;
}
