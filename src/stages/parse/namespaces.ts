/**
 * The prefix under which this project knows a namespace, whatever the document calls it. `''` is the language of the
 * feed itself. Sources: RFC 4287 §2, the Atom 0.3 draft, RSS 1.0 §5 and its modules, and what real feeds write.
 */
const PREFIXES: Readonly<Record<string, string>> = {
  'http://www.w3.org/2005/atom': 'atom',
  'http://purl.org/atom/ns#': 'atom',
  'http://purl.org/rss/1.0/': '',
  'http://my.netscape.com/rdf/simple/0.9/': '',
  'http://channel.netscape.com/rdf/simple/0.9/': '',
  'http://purl.org/net/rss1.1#': '',
  'http://backend.userland.com/rss': '',
  'http://backend.userland.com/rss2': '',
  'http://blogs.law.harvard.edu/tech/rss': '',
  'http://www.w3.org/1999/02/22-rdf-syntax-ns#': 'rdf',
  'http://purl.org/dc/elements/1.0/': 'dc',
  'http://purl.org/dc/elements/1.1/': 'dc',
  'http://purl.org/dc/terms/': 'dcterms',
  'http://purl.org/rss/1.0/modules/content/': 'content',
  'http://purl.org/rss/1.0/modules/syndication/': 'sy',
  'http://search.yahoo.com/mrss': 'media',
  'http://search.yahoo.com/mrss/': 'media',
  'http://www.itunes.com/dtds/podcast-1.0.dtd': 'itunes',
  'http://rssnamespace.org/feedburner/ext/1.0': 'feedburner',
  'http://www.w3.org/1999/xhtml': 'xhtml',
  'http://www.w3.org/xml/1998/namespace': 'xml',
};

/** Our prefix for a namespace, or undefined for one that no part of us reads. */
export function prefixOf(uri: string): string | undefined {
  const name = uri.trim().toLowerCase();
  return PREFIXES[name] ?? (name.startsWith('http://backend.userland.com/rss') ? '' : undefined);
}

/** Documents in the wrong case are put right by this list. */
const RIGHT_CASE = new Map(
  (
    'rss channel item feed entry title link description guid author category enclosure source image url ttl language ' +
    'copyright comments summary content id updated published name email hour day subtitle generator pubDate ' +
    'lastBuildDate webMaster managingEditor skipHours skipDays textInput origLink'
  )
    .split(' ')
    .map((name) => [name.toLowerCase(), name]),
);

/** The name in the case that the specifications use; unknown names stay as they are. */
export function inRightCase(local: string): string {
  return RIGHT_CASE.get(local.toLowerCase()) ?? local;
}
