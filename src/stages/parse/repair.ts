import { fixReferences } from './character-references.ts';
import { LeafText } from './leaf-text.ts';
import { Names } from './names.ts';
import { Notes } from './notes.ts';
import { Finder, Patches } from './patches.ts';
import type { Range } from './ranges.ts';
import { type RootName, Structure } from './structure.ts';
import { readTag, type Tag } from './tags.ts';
import { readTextBody } from './text-body.ts';
import { isTextElement } from './text-elements.ts';

/** A document that any XML parser reads, and what had to be done for it. */
export interface Repaired {
  readonly xml: string;
  readonly root: RootName;
  readonly warnings: readonly string[];
  /** Whether it stops within an item. */
  readonly isCut: boolean;
  /** Where the items stand in `xml`; null where one of them has no end of its own. */
  readonly items: readonly Range[] | null;
  /** There were more items than were to be read. */
  readonly hasMore: boolean;
}

const TAG_LENGTH_MAX = 20_000;
/** Elements read, long attributes counted as several; the most in 323 real feeds is 8,000, of 148 items. */
const ELEMENTS_MAX = 200_000;

/**
 * Makes a document well-formed and calls its elements by the names that the rest expects, in one pass from start to
 * end. What is sound is not copied, so a sound document costs one scan (a tenth of parsing it).
 */
export function repair(text: string, root: { at: number; tag: Tag }, itemsMax: number): Repaired {
  return new Repair(text, root, itemsMax).run();
}

/** Walks from tag to tag and mends the tags. `Structure` knows how elements nest, `LeafText` mends what stands between them. */
class Repair {
  readonly #text: string;
  readonly #patches: Patches;
  readonly #finder: Finder;
  readonly #names: Names;
  readonly #notes = new Notes();
  readonly #root: RootName;
  readonly #structure: Structure;
  readonly #leafText: LeafText;
  #at: number;
  #elements = 0;

  constructor(text: string, root: { at: number; tag: Tag }, itemsMax: number) {
    this.#text = text;
    this.#patches = new Patches(text, root.at);
    this.#finder = new Finder(text);
    this.#names = new Names(root.tag);
    this.#at = root.at;
    const name = this.#names.nameOf(root.tag.raw, '', null);
    this.#root = name === 'feed' || name === 'rdf:RDF' ? name : 'rss';
    this.#structure = new Structure(text, this.#root, itemsMax, this.#patches, this.#notes);
    this.#leafText = new LeafText(text, this.#finder, this.#patches, this.#notes);
    if (name !== this.#root && name !== 'rss') this.#structure.wrap(root.at);
  }

  run(): Repaired {
    const end = this.#scan();
    const { isCut, items, hasMore } = this.#structure;
    const xml = this.#patches.finish(end, this.#structure.closeAll());
    return { xml, root: this.#root, warnings: this.#notes.say(), isCut, items, hasMore };
  }

  /** Walks from tag to tag; returns where the document ends. */
  #scan(): number {
    const text = this.#text;
    while (true) {
      const tag = text.indexOf('<', this.#at);
      const end = tag < 0 ? text.length : tag;
      if (end > this.#at) this.#leafText.mend(this.#at, end);
      if (tag < 0) return this.#structure.cut(text.length);
      const next = text.charCodeAt(tag + 1);
      if (next === 0x2f) {
        if (this.#close(tag)) return this.#at;
      } else if (next === 0x21 || next === 0x3f) {
        if (!this.#afford(1, tag)) return this.#at;
        this.#at = this.#leafText.mendDeclaration(tag);
      } else if (!this.#begin(tag)) return this.#at;
    }
  }

  #replace(from: number, to: number, by: string): void {
    this.#patches.replace(from, to, by);
    this.#at = to;
  }

  /** Returns false where the document is to end here. */
  #begin(at: number): boolean {
    const end = this.#finder.find('>', at);
    if (end === Number.POSITIVE_INFINITY) {
      this.#at = this.#structure.cut(at);
      return false;
    }
    if (end - at > TAG_LENGTH_MAX) {
      this.#notes.add('has an endless tag');
      this.#replace(at, end + 1, '');
      return true;
    }
    const tag = this.#readTag(at);
    if (tag) return this.#afford(1 + (tag.attributes.length >> 4), at) && this.#beginElement(at, tag);
    this.#at = this.#leafText.escape(at);
    return true;
  }

  #readTag(at: number): Tag | null {
    const tag = readTag(this.#text, at);
    // A root element that closes itself holds nothing; what follows it is meant to be inside.
    return tag?.selfClosing && this.#structure.isEmpty ? { ...tag, selfClosing: false, mended: true } : tag;
  }

  /** Returns false once the document has more in it than may be read. */
  #afford(elements: number, at: number): boolean {
    this.#elements += elements;
    if (this.#elements <= ELEMENTS_MAX) return true;
    this.#notes.add(`has more than ${ELEMENTS_MAX} elements; the rest was not read`);
    this.#at = at;
    return false;
  }

  /** Returns false once there are enough items. */
  #beginElement(at: number, tag: Tag): boolean {
    const structure = this.#structure;
    const declared = structure.isEmpty ? null : this.#names.defaultOf(tag.attributes);
    const name = this.#names.nameOf(tag.raw, tag.attributes, declared ?? structure.innermost?.inside ?? null);
    const isItem = name === 'item' || name === 'entry';
    if (isItem && !structure.beginItem(at)) {
      this.#at = at;
      return false;
    }
    if (!structure.makeRoom(name, at)) {
      this.#replace(at, tag.end, '');
      return true;
    }
    if (!tag.selfClosing) structure.enter(tag.raw, name, declared, isItem ? at : null);
    this.#writeTag(at, tag, name);
    if (!tag.selfClosing && isTextElement(name)) this.#body(tag, name);
    return true;
  }

  #writeTag(at: number, tag: Tag, name: string): void {
    const bare = this.#root === 'feed' && name === 'link' && !/\S/.test(tag.attributes);
    this.#at = tag.end;
    if (tag.mended) this.#notes.add('has malformed tags');
    else if (tag.attributes.includes('&')) {
      const fixed = fixReferences(tag.attributes);
      if (fixed !== tag.attributes) {
        this.#rewrite(at, tag, name, fixed);
        return;
      }
    }
    // rss-parser reads every Atom link's attributes, even where it has none.
    if (tag.mended || bare || name !== tag.raw) this.#rewrite(at, tag, name, bare ? ' href=""' : tag.attributes);
  }

  #rewrite(at: number, tag: Tag, name: string, attributes: string): void {
    this.#patches.replace(at, tag.end, `<${name}${attributes}${tag.selfClosing ? '/' : ''}>`);
  }

  /** Leaves the position at the closing tag of a text element, or where its text must be taken to end. */
  #body(tag: Tag, name: string): void {
    const body = readTextBody(this.#text, this.#at, tag, name, this.#structure.itemAround, this.#finder);
    if (!body) return;
    if (body.flaw) this.#notes.add(body.flaw);
    if (body.by !== null) this.#patches.replace(this.#at, body.end, body.by);
    this.#at = body.end;
    if (body.closed) return;
    this.#replace(body.end, body.end, `</${name}>`);
    this.#structure.leave();
  }

  /** Returns true when the root element has ended. */
  #close(at: number): boolean {
    const top = this.#structure.innermost;
    if (top && this.#text.startsWith(top.raw, at + 2) && this.#text.charCodeAt(at + 2 + top.raw.length) === 0x3e) {
      return this.#end(at, at + 3 + top.raw.length, top.raw);
    }
    const end = this.#finder.find('>', at);
    if (end === Number.POSITIVE_INFINITY) {
      this.#at = this.#structure.cut(at);
      return true;
    }
    const next = this.#text.indexOf('<', at + 1);
    const isBroken = next >= 0 && next < end;
    return this.#end(at, isBroken ? next : end + 1, this.#text.slice(at + 2, isBroken ? next : end).trim(), isBroken);
  }

  #end(at: number, end: number, raw: string, isBroken = false): boolean {
    const top = this.#structure.innermost;
    const isRoot =
      top?.raw === raw && !isBroken ? this.#structure.end(at, end, top) : this.#structure.endOther(at, end, raw);
    this.#at = isRoot ? at : end;
    return isRoot;
  }
}
