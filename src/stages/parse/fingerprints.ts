import { hash } from 'node:crypto';
import type { Fingerprints } from '../../model/feed.ts';

/** Where an item stands in a text. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What stands around items and changes with every writing of a feed, but says nothing of its items. */
const WRITTEN_AT = /<(lastBuildDate|pubDate|updated|modified|dc:date|atom:updated)>[^<]*</g;

/** What is read of a document must be in its fingerprints: two documents with the same `context` read equal items alike. */
export function fingerprintsOf(xml: string, items: readonly Range[]): Fingerprints {
  const around = gaps(xml, items).map((gap) => gap.trim());
  return {
    context: hash('sha1', around.join('').replace(WRITTEN_AT, '<$1><')),
    items: items.map(({ from, to }) => hash('sha1', xml.slice(from, to))),
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
