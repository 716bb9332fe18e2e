import type { Fingerprint } from './fingerprint.ts';

/** Numbers on a page; at least half as many as a long text has hashes. */
const PAGE_LENGTH = 65_536;
/** The hash of the numbers and how many hashes there are of words and of triples: what is written before these. */
const HEAD = 3;

interface Page {
  readonly hashes: Int32Array;
  /** Fingerprints on it that are not erased. */
  alive: number;
}

/**
 * Fingerprints, written down one after the other on large pages: two arrays for each would take as much again. A page is given
 * back once all that is on it is erased.
 */
export class FingerprintPages {
  readonly #pages: (Page | null)[] = [];
  #used = PAGE_LENGTH;

  /** Returns the place to read it from. */
  write({ numbers, title, triples }: Fingerprint): number {
    const length = HEAD + title.length + triples.length;
    let page = this.#pages.at(-1);
    if (!page || this.#used + length > page.hashes.length) {
      page = { hashes: new Int32Array(Math.max(PAGE_LENGTH, length)), alive: 0 };
      this.#pages.push(page);
      this.#used = 0;
    }
    const start = this.#used;
    page.hashes.set([numbers, title.length, triples.length], start);
    page.hashes.set(title, start + HEAD);
    page.hashes.set(triples, start + HEAD + title.length);
    page.alive += 1;
    this.#used += length;
    return (this.#pages.length - 1) * PAGE_LENGTH + start;
  }

  read(place: number): Fingerprint {
    const { hashes } = this.#pageOf(place);
    const at = place % PAGE_LENGTH;
    const title = at + HEAD;
    const triples = title + (hashes[at + 1] as number);
    return {
      numbers: hashes[at] as number,
      title: hashes.subarray(title, triples),
      triples: hashes.subarray(triples, triples + (hashes[at + 2] as number)),
    };
  }

  /** What `read` would return as `numbers`, without making it. */
  numbersAt(place: number): number {
    return this.#pageOf(place).hashes[place % PAGE_LENGTH] as number;
  }

  erase(place: number): void {
    const page = this.#pageOf(place);
    page.alive -= 1;
    if (page.alive > 0) return;
    if (page === this.#pages.at(-1)) this.#used = 0;
    else this.#pages[Math.floor(place / PAGE_LENGTH)] = null;
  }

  #pageOf(place: number): Page {
    return this.#pages[Math.floor(place / PAGE_LENGTH)] as Page;
  }
}
