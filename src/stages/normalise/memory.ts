import type { Outline } from './normalise.ts';

/** What is remembered of a document: under which circumstances it was read, and its items. */
export interface Remembered {
  /** Of the whole document, to tell whether it is the one that was stored last. */
  readonly bodyHash: string | null;
  /** When all of its items were last read; in ms. */
  readonly wholeAt: number;
  /** Of all that stands around the items (see Fingerprints). */
  readonly context: string;
  /** See `circumstancesOf`. */
  readonly circumstances: string;
  readonly items: ReadonlyMap<string, Outline>;
}

/** An item in a list, because names take a quarter as much again; 0 stands for the same as its address. */
type Row = readonly [
  fingerprint: string,
  url: string | null,
  canonicalUrl: string | null | 0,
  guid: string | null | 0,
  ...rest: [title: string, contentHash: string, published: number | null, identityKey: string, urlKey: string | null],
];

/**
 * The latest document of each source, as far as it is needed to pass over what is known in the next one: 280 bytes an item. Holds at
 * most so many bytes, of one source an eighth of them, and forgets first what was not asked for longest.
 */
export class Memory {
  readonly #bytesMax: number;
  /** JSON outside of the heap: strings cut out of a document would keep all of it. */
  readonly #documents = new Map<string, Buffer>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Gives out what is remembered of a source and forgets it. */
  take(source: string): Remembered | null {
    const document = this.#documents.get(source);
    if (!document) return null;
    this.#documents.delete(source);
    this.#bytes -= document.length;
    const { items, ...rest } = JSON.parse(document.toString());
    return { ...rest, items: new Map((items as Row[]).map(fromRow)) };
  }

  keep(source: string, { items, ...rest }: Remembered): void {
    this.take(source);
    const document = Buffer.from(JSON.stringify({ ...rest, items: Array.from(items, toRow) }));
    if (document.length > this.#bytesMax / 8) return;
    this.#documents.set(source, document);
    this.#bytes += document.length;
    for (const [oldest, { length }] of this.#documents) {
      if (this.#bytes <= this.#bytesMax) break;
      this.#documents.delete(oldest);
      this.#bytes -= length;
    }
  }
}

function toRow([fingerprint, outline]: readonly [string, Outline]): Row {
  const { url, canonicalUrl, guid, title, contentHash, published, identityKey, urlKey } = outline;
  return [
    fingerprint,
    url,
    canonicalUrl === url ? 0 : canonicalUrl,
    guid === url ? 0 : (guid ?? null),
    ...([title, contentHash, published, identityKey, urlKey] as const),
  ];
}

function fromRow(row: Row): [string, Outline] {
  const [fingerprint, url, canonicalUrl, guid, title, contentHash, published, identityKey, urlKey] = row;
  const outline: Outline = {
    guid: guid === 0 ? (url ?? undefined) : (guid ?? undefined),
    url,
    canonicalUrl: canonicalUrl === 0 ? url : canonicalUrl,
    ...{ title, contentHash, published, identityKey, urlKey },
  };
  return [fingerprint, outline];
}
