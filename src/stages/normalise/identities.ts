import type { IncomingItem } from '../../model/item.ts';
import { contentHashOf } from './content-hash.ts';

/** What tells an item from the others of its document. */
export interface Candidate {
  readonly guid?: string | undefined;
  readonly canonicalUrl: string | null;
  /** Of no use beside a guid. */
  readonly url?: string | null;
  readonly title: string;
  /** Of no use beside a title. */
  readonly contentHash?: string | undefined;
}

/** Who an item is, and which page. */
export type Identity = Pick<IncomingItem, 'identity' | 'canonicalUrl'>;

/**
 * Who the items of one document are: the guid; else the link; else a hash of the text. What several different items of
 * the document share is no identity: a guid that repeats with other links is joined with the link, with the title where
 * the links are the same, and a link that items of different titles share (a home page, a live page) names none of them.
 */
export function identitiesOf(items: readonly Candidate[]): Identity[] {
  const sharedGuids = shared(items, ({ guid }) => guid, samePage);
  const sharedUrls = shared(items, ({ canonicalUrl }) => canonicalUrl ?? undefined, similarTitles);
  return items.map((item) => {
    const canonicalUrl = item.canonicalUrl && !sharedUrls.has(item.canonicalUrl) ? item.canonicalUrl : null;
    return { identity: identityOf(item, canonicalUrl, sharedGuids), canonicalUrl };
  });
}

function identityOf(item: Candidate, canonicalUrl: string | null, sharedGuids: ReadonlySet<string>): string {
  const { guid } = item;
  if (guid && !sharedGuids.has(guid)) return guid;
  if (guid && canonicalUrl) return `${guid} ${canonicalUrl}`;
  if (canonicalUrl && item.url) return item.url;
  return `${guid ? `${guid} ` : ''}${item.title === '' ? item.contentHash : contentHashOf([item.title])}`;
}

/** The keys under which the document has items that are not the same. */
function shared(
  items: readonly Candidate[],
  ofItem: (item: Candidate) => string | undefined,
  same: (a: Candidate, b: Candidate) => boolean,
): Set<string> {
  const first = new Map<string, Candidate>();
  const found = new Set<string>();
  for (const item of items) {
    const key = ofItem(item);
    if (key === undefined) continue;
    const other = first.get(key);
    if (!other) first.set(key, item);
    else if (!same(other, item)) found.add(key);
  }
  return found;
}

function samePage(a: Candidate, b: Candidate): boolean {
  return a.canonicalUrl === b.canonicalUrl && similarTitles(a, b);
}

/** Half of the words of the shorter title: an edited headline, not another story. */
function similarTitles(a: Candidate, b: Candidate): boolean {
  if (a.title === b.title) return true;
  const words = wordsOf(a.title);
  const others = wordsOf(b.title);
  const common = [...words].filter((word) => others.has(word)).length;
  return common > 0 && common * 2 >= Math.min(words.size, others.size);
}

function wordsOf(title: string): Set<string> {
  return new Set(
    title
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word !== ''),
  );
}
