import Parser from 'rss-parser';
import utils from 'rss-parser/lib/utils.js';
import type { XmlNode } from './nodes.ts';

/*
 * rss-parser makes a plain-text snippet of every item, with an expression whose time grows with the square of the text
 * (60 KB of "<": 9.6 s), and writes elements back to XML where it expects text. Nothing here reads either.
 */
utils.getSnippet = () => '';
utils.getContent = () => '';

/** What the mapping reads of an item and of a feed. Everything comes as the parsed element, before rss-parser's choices. */
const ITEM_FIELDS = (
  '$ title link guid id pubDate published issued created updated modified date description summary content ' +
  'content:encoded xhtml:body body fullitem author contributor category source enclosure image url dc:title ' +
  'dc:date dc:creator dc:author dc:subject dc:description dc:language dc:source dc:identifier dcterms:issued ' +
  'dcterms:created dcterms:modified atom:link atom:updated atom:published atom:author atom:id atom:title ' +
  'atom:summary atom:content media:content media:group media:thumbnail media:title media:description ' +
  'media:category itunes:title itunes:author itunes:summary itunes:subtitle itunes:image feedburner:origLink'
).split(' ');
const FEED_FIELDS = (
  '$ title link id description subtitle tagline language image logo icon author managingEditor webMaster ' +
  'category pubDate lastBuildDate updated modified ttl skipHours skipDays item dc:title dc:description ' +
  'dc:language dc:date dc:creator dc:publisher dc:subject atom:link atom:updated itunes:author itunes:image ' +
  'itunes:category itunes:summary itunes:subtitle sy:updatePeriod sy:updateFrequency'
).split(' ');

/** Where rss-parser puts an element so that none of its own fields overwrites it. */
export const RAW = 'raw:';

/** A feed and its items as elements. */
export interface XmlFeed {
  readonly feed: XmlNode;
  readonly items: readonly XmlNode[];
}

/** Reads well-formed XML with rss-parser. One parser for each document: a shared one remembers errors. */
export async function readXml(xml: string): Promise<XmlFeed> {
  const parser = new Parser<XmlNode, XmlNode>({
    defaultRSS: 2,
    xml2js: { explicitCharkey: true, emptyTag: () => ({}), async: false } as object,
    customFields: { feed: fields(FEED_FIELDS) as never, item: fields(ITEM_FIELDS) as never },
  });
  const { items, ...feed } = await parser.parseString(xml);
  return { feed: elementsOf(feed), items: items.map(elementsOf) };
}

function fields(names: readonly string[]): [string, string, { keepArray: true }][] {
  return names.map((name) => [name, RAW + name, { keepArray: true }]);
}

function elementsOf(parsed: XmlNode): XmlNode {
  const node: Record<string, unknown> = {};
  for (const key in parsed) if (key.startsWith(RAW)) node[key.slice(RAW.length)] = parsed[key];
  return node;
}
