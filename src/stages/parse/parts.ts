import { hash } from 'node:crypto';
import { bufferOf } from './buffer-of.ts';
import { gapsBetween, type Range } from './ranges.ts';

/** Where an item stands in a document, from its opening tag to its closing one, and what it is known by. */
export interface ItemPart extends Range {
  readonly fingerprint: string;
}

/** A document as its items and what stands around them. Two documents with the same `context` read equal items alike. */
export interface Parts {
  /** Of all that stands around the items, but the times at which the feed was written. */
  readonly context: string;
  readonly items: readonly ItemPart[];
}

/** An opening tag of an item in any namespace. */
const ITEM = /<((?:[\w.-]+:)?(?:item|entry))[\s/>]/;

const HIDING = [
  ['<![CDATA[', ']]>'],
  ['<!--', '-->'],
] as const;

/** What stands around items and changes with every writing of a feed, but says nothing of its items. */
const WRITTEN_AT = /<(lastBuildDate|pubDate|updated|modified|dc:date|atom:updated)>[^<\0]*</g;

/**
 * Tells the items of a document apart before anything else is known of it, by the bytes of their tags, in time in proportion to its
 * length. null: it has none, or more than `itemsMax`, or one of them does not end before the next begins. What looks like an item and is
 * none, as in a comment, is for the reader to tell: it finds another number of them.
 */
export function partsOf(document: Uint8Array, itemsMax: number): Parts | null {
  const bytes = bufferOf(document);
  // A character for each byte: quick to search, and places in it are places in the document.
  const text = bytes.toString('latin1');
  const ranges = rangesOf(text, itemsMax);
  return ranges && { context: contextOf(text, ranges), items: ranges.map((range) => partOf(bytes, range)) };
}

/** The document without these items. */
export function withoutItems(document: Uint8Array, items: readonly Range[]): Uint8Array {
  return Buffer.concat(gapsBetween(items, document.byteLength).map(({ from, to }) => document.subarray(from, to)));
}

/** Whether what opens in each of these items to hide markup also ends there; else it reaches into the next. */
export function areClosed(document: Uint8Array, items: readonly Range[]): boolean {
  const bytes = bufferOf(document);
  return items.every(({ from, to }) => {
    const text = bytes.toString('latin1', from, to);
    return HIDING.every(([open, close]) => !text.includes(open) || text.lastIndexOf(open) < text.lastIndexOf(close));
  });
}

function rangesOf(text: string, itemsMax: number): Range[] | null {
  const name = ITEM.exec(text)?.[1];
  if (name === undefined) return null;
  const closing = `</${name}>`;
  const ranges: Range[] = [];
  for (let from = openingAt(text, name, 0); from >= 0; ) {
    const end = text.indexOf(closing, from);
    const next = openingAt(text, name, from + name.length);
    if (end < 0 || (next >= 0 && next < end) || ranges.length === itemsMax) return null;
    ranges.push({ from, to: end + closing.length });
    from = next;
  }
  return ranges;
}

/** Where the next opening tag of this name begins; -1: there is none. A tenth of the time that a pattern takes. */
function openingAt(text: string, name: string, from: number): number {
  const opening = `<${name}`;
  let at = text.indexOf(opening, from);
  while (at >= 0 && !/[\s/>]/.test(text.charAt(at + opening.length))) at = text.indexOf(opening, at + 1);
  return at;
}

function partOf(bytes: Buffer, { from, to }: Range): ItemPart {
  return { from, to, fingerprint: hash('sha1', bytes.subarray(from, to), 'base64url') };
}

function contextOf(text: string, items: readonly Range[]): string {
  // NUL, which no feed has, stands for any number of items: where they stand matters, because they may have come to stand inside another element.
  const around = gapsBetween(items, text.length).map(({ from, to }) => text.slice(from, to).trim());
  const filled = around.filter((gap, index) => gap !== '' || index === 0 || index === items.length);
  return hash('sha1', filled.join('\0').replace(WRITTEN_AT, '<$1><'), 'base64url');
}
