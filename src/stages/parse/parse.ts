import { FeedError, messageOf } from '../../model/errors.ts';
import type { ParsedFeed } from '../../model/feed.ts';
import { decode, WINDOWS_1252 } from './decode.ts';
import { mapAtom } from './map-atom.ts';
import { mapRss } from './map-rss.ts';
import { repairNewest } from './newest-items.ts';
import { notAFeed } from './not-a-feed.ts';
import { readXml } from './read-xml.ts';
import { findRoot } from './root.ts';
import type { RootName } from './structure.ts';
import { attributePairs, splitName, type Tag } from './tags.ts';

export interface ParseContext {
  readonly contentType: string | null;
  /** Where the document came from, after redirects: relative links are resolved against it. */
  readonly url: string;
  /** Items read of the document: the first, or the last where the oldest come first; 2000 unless told. */
  readonly itemsMax?: number;
}

const ITEMS_MAX = 2000;

/** What may not stand in XML 1.0 (§2.2), nor in Postgres. */
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;
/** Controls of Unicode that are always windows-1252 taken for Unicode; HTML reads them so, too. */
const MISREAD = /[\x80-\x9f]/;
/** Either, because a look at every character costs. */
const ODD = /[\0-\x08\x0b\x0c\x0e-\x1f\x80-\x9f\ufffe\uffff]/;

/**
 * Reads any feed that can be read: decodes it, mends it where it is broken, and hands it to rss-parser, or to feedsmith
 * where it is a JSON Feed. Costs time in proportion to the document's length, whatever is in it.
 *
 * Throws FeedError: `empty`; `not_a_feed` (its `feeds` names the feeds that an HTML page offers); `unreadable`.
 */
export async function parse(body: Uint8Array, context: ParseContext): Promise<ParsedFeed> {
  try {
    return await read(body, context);
  } catch (cause) {
    if (cause instanceof FeedError) throw cause;
    const message = `${context.url}: expected a feed, got a document that cannot be read: ${messageOf(cause)}`;
    throw new FeedError('unreadable', message, { cause });
  }
}

async function read(body: Uint8Array, context: ParseContext): Promise<ParsedFeed> {
  const { url, contentType, itemsMax = ITEMS_MAX } = context;
  const { encoding, ...decoded } = decode(body, contentType);
  const { text, warnings } = withoutForbidden(decoded.text);
  if (!/\S/.test(text))
    throw new FeedError('empty', `${url}: expected a feed, got ${body.byteLength} bytes of nothing`);
  const before = [...decoded.warnings, ...warnings];
  const json = jsonStart(text);
  if (json >= 0) {
    // Few feeds are JSON, and what reads them is half of the code that a parser thread would have to load.
    const { readJson } = await import('./read-json.ts');
    const feed = readJson(text.slice(json), url, itemsMax);
    return { ...feed, encoding, warnings: [...before, ...feed.warnings] };
  }
  const root = findRoot(text);
  if (!root) throw notAFeed(text, url);
  if (root.junk) before.push('has other text before the feed');
  const repaired = repairNewest(text, root, itemsMax);
  const xml = await readXml(repaired.xml);
  return {
    ...(repaired.root === 'feed' ? mapAtom(xml, url) : mapRss(xml, url, rootBase(root.tag))),
    ...dialectOf(repaired.root, root.tag),
    encoding,
    warnings: [...before, ...repaired.warnings],
    ...(repaired.isCut && { isCut: true }),
  };
}

/** The xml:base of an element around the channel, of which rss-parser hands nothing through. */
function rootBase({ raw, attributes }: Tag): string | undefined {
  const isAround = /^(?:rss|rdf)$/i.test(splitName(raw).local);
  return isAround ? new Map(attributePairs(attributes)).get('xml:base') : undefined;
}

/** Where a JSON Feed begins, past what a careless server wrote before it; -1: this is none. */
function jsonStart(text: string): number {
  const start = text.search(/\S/);
  if (text.charAt(start) === '{' || text.charAt(start) === '[') return start;
  return text.charAt(start) !== '<' && text.includes('jsonfeed.org/version') ? text.indexOf('{') : -1;
}

/** Without callbacks for each character: a document may consist of nothing else, and memory for 16 million matches kills. */
function withoutForbidden(text: string): { text: string; warnings: string[] } {
  if (!ODD.test(text)) return { text, warnings: [] };
  const misread = MISREAD.test(text);
  let clean = text.replace(FORBIDDEN, '');
  if (misread) {
    for (let code = 0x80; code < 0xa0; code++) {
      clean = clean.replaceAll(String.fromCharCode(code), WINDOWS_1252.charAt(code - 0x80));
    }
  }
  return { text: clean, warnings: ['has control characters'] };
}

function dialectOf(root: RootName, tag: Tag): Pick<ParsedFeed, 'format' | 'version'> {
  const attributes = new Map(attributePairs(tag.attributes));
  if (root === 'feed') {
    const old = attributes.get('version') === '0.3' || tag.attributes.includes('purl.org/atom/ns#');
    return { format: 'atom', version: old ? 'atom 0.3' : 'atom 1.0' };
  }
  if (root === 'rdf:RDF')
    return { format: 'rdf', version: tag.attributes.includes('rss/1.0') ? 'rss 1.0' : 'rss 0.90' };
  return { format: 'rss', version: `rss ${attributes.get('version') ?? '2.0'}` };
}
