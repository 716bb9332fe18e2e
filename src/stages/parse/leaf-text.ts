import { fixReferences } from './character-references.ts';
import type { Notes } from './notes.ts';
import type { Finder, Patches } from './patches.ts';

/** Nothing outside of texts is longer: an address of 8,000 characters is as long as servers take. */
const LEAF_LENGTH_MAX = 100_000;

/** Mends what stands between tags outside of text elements: names, dates, addresses, CDATA and comments. */
export class LeafText {
  readonly #text: string;
  readonly #finder: Finder;
  readonly #patches: Patches;
  readonly #notes: Notes;

  constructor(text: string, finder: Finder, patches: Patches, notes: Notes) {
    this.#text = text;
    this.#finder = finder;
    this.#patches = patches;
    this.#notes = notes;
  }

  mend(from: number, to: number): void {
    if (to - from > LEAF_LENGTH_MAX) {
      this.#notes.add('has a long text where a name, a date or an address belongs');
      this.#patches.replace(from, to, '');
      return;
    }
    if (this.#finder.find('&', from) >= to) return;
    const source = this.#text.slice(from, to);
    const fixed = fixReferences(source);
    if (fixed === source) return;
    this.#notes.add('has bare "&" or entities unknown to XML');
    this.#patches.replace(from, to, fixed);
  }

  /** CDATA stays; comments and processing instructions go, because parsers choke on sloppy ones. Returns where it ends. */
  mendDeclaration(at: number): number {
    if (this.#text.startsWith('<![CDATA[', at)) return this.#mendCdata(at);
    const comment = this.#text.startsWith('<!--', at);
    const end = comment
      ? this.#finder.find('-->', at + 4)
      : this.#text.charAt(at + 1) === '?'
        ? this.#finder.find('?>', at)
        : Number.POSITIVE_INFINITY;
    return end === Number.POSITIVE_INFINITY ? this.escape(at) : this.#drop(at, end + (comment ? 3 : 2));
  }

  /** A `<` that begins nothing is text. Returns where it ends. */
  escape(at: number): number {
    this.#notes.add('has "<" where "&lt;" belongs');
    this.#patches.replace(at, at + 1, '&lt;');
    return at + 1;
  }

  #mendCdata(at: number): number {
    const end = this.#finder.find(']]>', at + 9);
    if (end - at < LEAF_LENGTH_MAX) return end + 3;
    return this.#drop(at, end === Number.POSITIVE_INFINITY ? at + 9 : end + 3);
  }

  #drop(from: number, to: number): number {
    this.#patches.replace(from, to, '');
    return to;
  }
}
