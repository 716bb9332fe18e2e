import { hash } from 'node:crypto';
import type { Fingerprints } from '../../model/feed.ts';

/** Where an item stands in a text. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What stands around items and changes with every writing of a feed, but says nothing of its items. */
const WRITTEN_AT = /<(lastBuildDate|pubDate|updated|modified|dc:date|atom:updated)>[^<\0]*</g;

/** What is read of a document must be in its fingerprints: two documents with the same `context` read equal items alike. */
export function fingerprintsOf(xml: string, items: readonly Range[]): Fingerprints {
  // NUL, which no document has, stands for any number of items: where they stand matters, because they may have come to stand inside another element.
  const around = gaps(xml, items).map((gap) => gap.trim());
  const filled = around.filter((gap, index) => gap !== '' || index === 0 || index === items.length);
  return {
    context: hash('sha1', filled.join('\0').replace(WRITTEN_AT, '<$1><'), 'base64url'),
    items: items.map(({ from, to }) => hash('sha1', xml.slice(from, to), 'base64url')),
  };
}

/** The document without these items. */
export function withoutItems(xml: string, items: readonly Range[]): string {
  return gaps(xml, items).join('');
}

/** What stands between the items, before the first and after the last. */
function gaps(xml: string, items: readonly Range[]): string[] {
  return [...items, { from: xml.length, to: 0 }].map(({ from }, index) => xml.slice(items[index - 1]?.to ?? 0, from));
}
