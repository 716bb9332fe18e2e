import Parser from 'rss-parser';
import type { XmlNode } from './nodes.ts';

/** A feed and its items as elements. */
export interface XmlFeed {
  readonly feed: XmlNode;
  readonly items: readonly XmlNode[];
}

/** What the mapping reads of a feed; rss-parser hands these through as elements, under names that it does not use itself. */
const FEED_FIELDS = (
  '$ title link id description subtitle tagline language image logo icon author managingEditor category ' +
  'pubDate lastBuildDate updated modified ttl skipHours skipDays item dc:title dc:description dc:language ' +
  'dc:date dc:creator dc:subject atom:link atom:updated itunes:author itunes:image itunes:summary ' +
  'itunes:subtitle sy:updatePeriod sy:updateFrequency itunes:category dc:author dcterms:modified ' +
  'dcterms:issued'
).split(' ');
const RAW = 'raw:';

const OPTIONS = {
  defaultRSS: 2,
  // An empty element is an element too: as a string, it would have `link` and `sub` from String.prototype.
  xml2js: { emptyTag: () => ({}) },
  customFields: { feed: FEED_FIELDS.map((name) => [name, RAW + name, { keepArray: true }]) },
};

/**
 * rss-parser as far as it reads XML and tells the dialects apart. Items come as elements: its own choice of their fields
 * drops half of them, loses the whole feed over one bad date, and makes a plain-text snippet in time that grows with the
 * square of the text (60 KB of "<": 9.6 s).
 */
class ElementParser extends Parser<Record<string, unknown>, { node: XmlNode }> {
  parseItemRss(node: XmlNode): { node: XmlNode } {
    return { node };
  }

  parseItemAtom(node: XmlNode): { node: XmlNode } {
    return { node };
  }
}

/** Reads well-formed XML with rss-parser. One parser for each document: a shared one remembers errors. */
export async function readXml(xml: string): Promise<XmlFeed> {
  const parser = new ElementParser(freshOptions());
  const parsed = await parser.parseString(xml);
  const feed: Record<string, unknown> = {};
  for (const name of FEED_FIELDS) feed[name] = parsed[RAW + name];
  return { feed, items: parsed.items.map(({ node }) => node) };
}

/** Fresh options for each parser, because it writes into them. */
function freshOptions(): object {
  return { ...OPTIONS, xml2js: { ...OPTIONS.xml2js }, customFields: { ...OPTIONS.customFields } };
}
