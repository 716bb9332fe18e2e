import { HOUR } from '../../model/duration.ts';
import {
  type IncomingItem,
  isAmong,
  type KnownAgain,
  type KnownItem,
  NONE_SEEN,
  type SeenItems,
} from '../../model/item.ts';
import { registrableDomain } from '../../text/urls.ts';
import { numberOf, pathOf, SAME_HEADLINE, similarity } from './likeness.ts';
import { isAnother, withPage } from './reused-guid.ts';

export interface Identified {
  /** Items that the source has never delivered. */
  readonly fresh: readonly IncomingItem[];
  /** Known items of which a reader would see a change. */
  readonly edited: readonly KnownAgain[];
  /** Known items that are what they were, on another page: a corrected address, a site that moved. */
  readonly moved: readonly KnownAgain[];
  /**
   * Whether every entry is stored by now. `not-all`: a guid or an address went over to another entry, which took the place of the
   * one that had it. `unclear`: that may be so with an entry that was not read; nothing is taken before all are.
   */
  readonly held: 'all' | 'not-all' | 'unclear';
}

/**
 * Sorts items into new and known. Known: by its identity, unless its guid was reused (`isAnother`); else by its page; else
 * because it continues an item that left the document (`successorsOf`).
 *
 * `incoming` and `seen`: the items of a document, each once (see `firstsOf`). `known`: stored items that share identity or page with
 * what was read, and the source's latest that are not in the document.
 */
export function identify(
  incoming: readonly IncomingItem[],
  known: readonly KnownItem[],
  seen: SeenItems = NONE_SEEN,
): Identified {
  if (known.some((before) => isAmong(seen, before))) {
    return { fresh: [], edited: [], moved: [], held: 'unclear' };
  }
  const { matches, displaced } = match(incoming, known);
  const taken = new Set([...matches.values()].map((item) => item?.id));
  const left = known.filter(({ id }) => !taken.has(id));
  const without = [...matches].filter(([, before]) => !before).map(([item]) => item);
  const successors = successorsOf(without, left);
  const fresh: IncomingItem[] = [];
  const edited: KnownAgain[] = [];
  const moved: KnownAgain[] = [];
  for (const [item, direct] of matches) {
    const before = direct ?? successors.get(item);
    if (!before) fresh.push(item);
    else if (before.contentHash !== item.contentHash) edited.push({ id: before.id, item });
    else if (hasMoved(item, before) || (!direct && isElsewhere(item, before))) moved.push({ id: before.id, item });
  }
  return { fresh, edited, moved, held: displaced > 0 ? 'not-all' : 'all' };
}

/**
 * Whether it has another page. What changes with every answer is none: queries, sessions, and which of a site's machines it names.
 */
function hasMoved({ url, urlKey }: IncomingItem, before: KnownItem): boolean {
  if (url === null || urlKey === before.urlKey) return false;
  if (before.url === null || pathOf(url) !== pathOf(before.url)) return true;
  return registrableDomain(url) !== registrableDomain(before.url);
}

/** Whether it has another address, however alike. Known by nothing else, it would have to be found out again each time. */
function isElsewhere({ urlKey }: IncomingItem, before: KnownItem): boolean {
  return urlKey !== null && urlKey !== before.urlKey;
}

/** What was read, with the known item of the same identity or page. */
function match(incoming: readonly IncomingItem[], known: readonly KnownItem[]) {
  const byIdentity = new Map(known.map((item) => [item.identityKey, item]));
  const byUrl = new Map(known.flatMap((item) => (item.urlKey ? [[item.urlKey, item] as const] : [])));
  const taken = new Set<number>();
  let displaced = 0;
  const matches = new Map<IncomingItem, KnownItem | undefined>();
  for (const item of incoming) {
    const named = byIdentity.get(item.identityKey);
    const paged = item.urlKey ? byUrl.get(item.urlKey) : undefined;
    const isReused = named !== undefined && isAnother(item, named, paged !== undefined);
    const before = (isReused ? undefined : named) ?? paged;
    if (before && taken.has(before.id)) displaced += 1;
    else matches.set(isReused ? withPage(item) : item, before);
    if (before) taken.add(before.id);
  }
  return { matches, displaced };
}

/** Items with new guids and new pages, and the known items that they are the continuation of. */
function successorsOf(items: readonly IncomingItem[], left: readonly KnownItem[]): Map<IncomingItem, KnownItem> {
  if (items.length === 0 || left.length === 0) return new Map();
  const pairs = [
    pairsBy(items, left, timeOf, ({ publishedAt }) => String(publishedAt.getTime()), samePageOrTitle),
    pairsBy(items, left, numberOf, numberOf, (item, before) => similarity(item.title, before.title) >= SAME_HEADLINE),
  ];
  const found = new Map<IncomingItem, KnownItem>();
  const taken = new Set<number>();
  for (const [item, before] of pairs.flat()) {
    if (found.has(item) || taken.has(before.id)) continue;
    found.set(item, before);
    taken.add(before.id);
  }
  return found;
}

/** Pairs that share a key which no other item on either side has, and that agree in another way as well. */
function pairsBy(
  items: readonly IncomingItem[],
  left: readonly KnownItem[],
  keyOfItem: (item: IncomingItem) => string | null,
  keyOfKnown: (item: KnownItem) => string | null,
  agree: (item: IncomingItem, before: KnownItem) => boolean,
): [IncomingItem, KnownItem][] {
  const known = unique(left, keyOfKnown);
  return [...unique(items, keyOfItem)].flatMap(([key, item]) => {
    const before = known.get(key);
    return before && agree(item, before) ? [[item, before] as [IncomingItem, KnownItem]] : [];
  });
}

function unique<T>(items: readonly T[], keyOf: (item: T) => string | null): Map<string, T> {
  const found = new Map<string, T | null>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== null) found.set(key, found.has(key) ? null : item);
  }
  return new Map([...found].filter((entry): entry is [string, T] => entry[1] !== null));
}

/** The second at which it was published; null for a mere day, which many items share. */
function timeOf({ publishedAt }: IncomingItem): string | null {
  const ms = publishedAt?.getTime();
  return ms === undefined || ms % HOUR === 0 ? null : String(ms);
}

/** The same path on another host (a moved site), or a headline that keeps most of its words. */
function samePageOrTitle(item: IncomingItem, before: KnownItem): boolean {
  const path = pathOf(item.url);
  return (path.length > 8 && path === pathOf(before.url)) || similarity(item.title, before.title) >= SAME_HEADLINE;
}
