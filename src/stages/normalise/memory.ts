import type { Outline } from './normalise.ts';

/** What is remembered of a document: under which circumstances it was read, and its items. */
export interface Remembered {
  /** Of the whole document, to tell whether it is the one that was stored last. */
  readonly bodyHash: string | null;
  /** When all of its items were last read; in ms. */
  readonly wholeAt: number;
  /** Of all that stands around the items (see Parts). */
  readonly context: string;
  /** See `circumstancesOf`. */
  readonly circumstances: string;
  readonly items: ReadonlyMap<string, Outline>;
}

/**
 * The latest document of each source, as far as it is needed to pass over what is known in the next one: 300 bytes an item. Holds at
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
    return { ...rest, items: new Map(items) };
  }

  keep(source: string, { items, ...rest }: Remembered): void {
    this.take(source);
    const document = Buffer.from(JSON.stringify({ ...rest, items: [...items] }));
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
