import type { IncomingItem, KnownItem } from '../model/item.ts';
import { keyOf } from '../text/keys.ts';

export interface Identified {
  /** Items that the source has never delivered. */
  readonly fresh: IncomingItem[];
  /** Known items that a reader would see changed. */
  readonly edited: { readonly id: number; readonly item: IncomingItem }[];
  readonly unchanged: number;
}

/** Tells what is new from what is known. */
export function identify(incoming: readonly IncomingItem[], known: readonly KnownItem[]): Identified {
  const byIdentity = new Map(known.map((item) => [item.identityKey, item]));
  const byUrl = new Map(known.flatMap((item) => (item.urlKey ? [[item.urlKey, item] as const] : [])));
  const seen = new Set<string>();
  const result: Identified & { unchanged: number } = { fresh: [], edited: [], unchanged: 0 };
  for (const item of incoming) {
    const identityKey = keyOf(item.identity);
    const urlKey = item.canonicalUrl === null ? null : keyOf(item.canonicalUrl);
    const match = byIdentity.get(identityKey) ?? (urlKey ? byUrl.get(urlKey) : undefined);
    const keys = [match ? `#${match.id}` : '', identityKey, urlKey ?? ''].filter((key) => key !== '');
    const repeated = keys.some((key) => seen.has(key));
    for (const key of keys) seen.add(key);
    if (repeated) continue;
    if (!match) result.fresh.push(item);
    else if (match.contentHash === item.contentHash) result.unchanged++;
    else result.edited.push({ id: match.id, item });
  }
  return result;
}
