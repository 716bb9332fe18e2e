import type { IncomingItem, ItemKeys, KnownItem } from '../../model/item.ts';
import { keyOf } from '../../text/keys.ts';
import { numberOf, SAME_HEADLINE, similarity } from './likeness.ts';

/** Some feeds number what they show, and begin again at every writing: guids such as `3`, `item-3`, `latest`. Addresses and long numbers last. */
const POSITION = /^[^\d:/.]{0,12}\d{0,4}$/;

/**
 * Whether an item has the guid of a known one but nothing else of it. `isPaged`: its page is another known item's; else it must be later
 * as well, since a rewritten article keeps its guid.
 */
export function isAnother(item: IncomingItem, before: KnownItem, isPaged: boolean): boolean {
  const isElsewhere = item.urlKey !== null && before.urlKey !== null && item.urlKey !== before.urlKey;
  if (!isElsewhere || !POSITION.test(item.identity)) return false;
  const isLater = item.publishedAt !== null && item.publishedAt > before.publishedAt;
  if (!(isPaged || isLater) || similarity(item.title, before.title) >= SAME_HEADLINE) return false;
  // A rewritten article has another headline and, with it, another address around the same number.
  const number = numberOf(item);
  return number === null || number !== numberOf(before);
}

/** An item whose guid is another's: guid and page are its identity, as within one document. */
export function withPage(item: IncomingItem): IncomingItem {
  const identity = `${item.identity} ${item.canonicalUrl}`;
  return { ...item, identity, identityKey: keyOf(identity) };
}

/** The keys by which an item was known for certain: a guid that may be given again says nothing of one that was deleted. */
export function lastingKeys({ identity, identityKey, urlKey }: IncomingItem): ItemKeys {
  return { identityKey: urlKey !== null && POSITION.test(identity) ? urlKey : identityKey, urlKey };
}
