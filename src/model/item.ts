import type { Enclosure, PollHints } from './feed.ts';

/** A feed after cleaning: what a poll brings to the database. */
export interface IncomingFeed {
  readonly title: string;
  readonly siteUrl: string | null;
  readonly language: string | null;
  readonly hints: PollHints;
  readonly items: readonly IncomingItem[];
  readonly seen: SeenItems;
  readonly warnings: readonly string[];
  /** There may be more items than arrived. */
  readonly isCut?: true;
}

/** One entry of one source's feed, cleaned. Plain text holds no HTML, no NUL and no control characters. */
export interface IncomingItem {
  /** Guid, else link, else a hash of title and content: who this item is within its source. */
  readonly identity: string;
  /** `keyOf(identity)` (see text/keys.ts): made once, where the item was read. */
  readonly identityKey: string;
  /** The page to open; null where the feed names none. */
  readonly url: string | null;
  /** `url` without what does not change the page (see text/urls.ts): equal in two items means one page. */
  readonly canonicalUrl: string | null;
  /** `keyOf(canonicalUrl)`. */
  readonly urlKey: string | null;
  /** Plain text, without the outlet's own name at either end. */
  readonly title: string;
  /** Another outlet that the title or the feed names as the origin ("… — ABC News"). */
  readonly attribution: string | null;
  /** Plain text without page furniture, at most a few hundred characters: what is compared and shown. */
  readonly summary: string;
  /** Sanitised HTML, safe to publish; empty where the feed carries no more than the summary. */
  readonly contentHtml: string;
  readonly authors: readonly string[];
  readonly categories: readonly string[];
  /** BCP 47, lower case primary subtag first, such as `en` or `zh-tw`. */
  readonly language: string | null;
  readonly imageUrl: string | null;
  readonly enclosures: readonly Enclosure[];
  /** As the publisher says; null when missing, unreadable or later than the poll. */
  readonly publishedAt: Date | null;
  readonly updatedAt: Date | null;
  /** Changes when and only when something a reader sees of the item has changed. */
  readonly contentHash: string;
}

/** Items of a document that were not read again, because the database holds them word for word. */
export interface SeenItems {
  readonly count: number;
  /** Their keys, with commas between: most of a document is seen, and one text is as quick on its way as one key. */
  readonly keys: string;
}

export const NONE_SEEN: SeenItems = { count: 0, keys: '' };

/** Who an item is within its source, and which page. */
export type ItemKeys = Pick<IncomingItem, 'identityKey' | 'urlKey'>;

/** The keys by which a source's items are told apart: of the identity and, where there is one, of the page. */
export function keysOf({ identityKey, urlKey }: ItemKeys): string[] {
  return urlKey === null ? [identityKey] : [identityKey, urlKey];
}

/** Whether one of the items is this one, or on its page. */
export function isAmong({ keys }: SeenItems, item: ItemKeys): boolean {
  return keysOf(item).some((key) => keys.includes(key));
}

/** The items of a document, each once: of two entries that share identity or page the first counts. */
export function firstsOf<Item extends ItemKeys>(items: readonly Item[]): Item[] {
  const met = new Set<string>();
  return items.filter((item) => {
    const keys = keysOf(item);
    const isFirst = !keys.some((key) => met.has(key));
    for (const key of keys) met.add(key);
    return isFirst;
  });
}

/**
 * An item that the database knows, as far as identification needs it. Keys, because the database holds no more.
 */
export interface KnownItem {
  readonly id: number;
  readonly sourceId: number;
  readonly identityKey: string;
  readonly urlKey: string | null;
  readonly contentHash: string;
  readonly url: string | null;
  readonly title: string;
  /** As stored: the time it was first seen where the publisher gave none. */
  readonly publishedAt: Date;
}

/** A known item, by its id, and what it is now. */
export interface KnownAgain {
  readonly id: number;
  readonly item: IncomingItem;
}

/** An item as deduplication and clustering see it. */
export interface ItemText {
  readonly id: number;
  readonly outlet: string;
  /** Equal in two items means one page. */
  readonly urlKey: string | null;
  readonly title: string;
  readonly attribution: string | null;
  readonly summary: string;
  readonly language: string | null;
  /** Higher wins when a lead is chosen. */
  readonly priority: number;
  /** When the item was published, or first seen where it is undated. */
  readonly at: Date;
}
