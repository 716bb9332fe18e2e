import type { Range } from './fingerprints.ts';
import { Names } from './names.ts';
import { Notes } from './notes.ts';
import { type Open, OpenElements } from './open-elements.ts';
import { Finder, Patches } from './patches.ts';
import { fixReferences } from './references.ts';
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

export type RootName = 'rss' | 'rdf:RDF' | 'feed';

/** Elements nested deeper than this are dropped: no feed needs it, and each level costs a parser memory. */
const DEPTH_MAX = 60;
/** Nothing outside of texts is longer: an address of 8,000 characters is as long as servers take. */
const LEAF_LENGTH_MAX = 100_000;
const TAG_LENGTH_MAX = 20_000;
/** Elements read, long attributes counted as several; the most in 323 real feeds is 8,000, of 148 items. */
const ELEMENTS_MAX = 200_000;
const CHANNEL_ENDS = /\s*(?:<!--[^>]*-->\s*)?<\/(?:[\w.-]+:)?rss\s*>/iy;

/**
 * Makes a document well-formed and calls its elements by the names that the rest expects, in one pass from start to
 * end. What is sound is not copied, so a sound document costs one scan (a tenth of parsing it).
 */
export function repair(text: string, root: { at: number; tag: Tag }, itemsMax: number): Repaired {
  return new Repair(text, root, itemsMax).run();
}

class Repair {
  readonly #text: string;
  readonly #itemsMax: number;
  readonly #patches: Patches;
  readonly #finder: Finder;
  readonly #names: Names;
  readonly #open = new OpenElements();
  readonly #notes = new Notes();
  readonly #root: RootName;
  #at: number;
  #items = 0;
  readonly #whole: Range[] = [];
  #elements = 0;
  #hasChannel = false;
  #isCut = false;
  #hasMore = false;

  constructor(text: string, root: { at: number; tag: Tag }, itemsMax: number) {
    this.#text = text;
    this.#itemsMax = itemsMax;
    this.#patches = new Patches(text, root.at);
    this.#finder = new Finder(text);
    this.#names = new Names(root.tag);
    this.#at = root.at;
    const name = this.#names.nameOf(root.tag.raw, '', null);
    this.#root = name === 'feed' || name === 'rdf:RDF' ? name : 'rss';
    if (name !== this.#root && name !== 'rss') this.#wrap(root.at);
  }

  run(): Repaired {
    const end = this.#scan();
    return {
      xml: this.#patches.finish(end, this.#closeAll()),
      root: this.#root,
      warnings: this.#notes.say(),
      isCut: this.#isCut,
      items: this.#whole.length === this.#items ? this.#whole : null,
      hasMore: this.#hasMore,
    };
  }

  /** A channel or an item without the rss element around it. */
  #wrap(at: number): void {
    this.#notes.add('has no rss element');
    this.#patches.replace(at, at, '<rss version="2.0">');
    this.#open.push({ raw: 'rss', name: 'rss', inside: null });
  }

  /** Walks from tag to tag; returns where the document ends. */
  #scan(): number {
    const text = this.#text;
    while (true) {
      const tag = text.indexOf('<', this.#at);
      const end = tag < 0 ? text.length : tag;
      if (end > this.#at) this.#fixText(this.#at, end);
      if (tag < 0) return this.#cut(text.length);
      const next = text.charCodeAt(tag + 1);
      if (next === 0x2f) {
        if (this.#close(tag)) return this.#at;
      } else if (next === 0x21 || next === 0x3f) {
        if (!this.#afford(1, tag)) return this.#at;
        this.#declaration(tag);
      } else if (!this.#begin(tag)) return this.#at;
    }
  }

  #fixText(from: number, to: number): void {
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

  /** CDATA stays; comments and processing instructions go, because parsers choke on sloppy ones. */
  #declaration(at: number): void {
    const text = this.#text;
    if (text.startsWith('<![CDATA[', at)) {
      const end = this.#finder.find(']]>', at + 9);
      if (end - at < LEAF_LENGTH_MAX) this.#at = end + 3;
      else if (end === Number.POSITIVE_INFINITY) this.#replace(at, at + 9, '');
      else this.#replace(at, end + 3, '');
      return;
    }
    const comment = text.startsWith('<!--', at);
    const end = comment
      ? this.#finder.find('-->', at + 4)
      : text.charAt(at + 1) === '?'
        ? this.#finder.find('?>', at)
        : Infinity;
    if (end === Number.POSITIVE_INFINITY) {
      this.#notes.add('has "<" where "&lt;" belongs');
      this.#replace(at, at + 1, '&lt;');
    } else this.#replace(at, end + (comment ? 3 : 2), '');
  }

  #replace(from: number, to: number, by: string): void {
    this.#patches.replace(from, to, by);
    this.#at = to;
  }

  /** Returns false where the document is to end here. */
  #begin(at: number): boolean {
    const end = this.#finder.find('>', at);
    if (end === Number.POSITIVE_INFINITY) {
      this.#at = this.#cut(at);
      return false;
    }
    if (end - at > TAG_LENGTH_MAX) {
      this.#notes.add('has an endless tag');
      this.#replace(at, end + 1, '');
      return true;
    }
    const tag = this.#readTag(at);
    if (!tag) {
      this.#notes.add('has "<" where "&lt;" belongs');
      this.#replace(at, at + 1, '&lt;');
      return true;
    }
    if (!this.#afford(1 + (tag.attributes.length >> 4), at)) return false;
    const name = this.#nameOf(tag);
    const isItem = name === 'item' || name === 'entry';
    if (isItem && !this.#beginItem(at)) return false;
    if (this.#root === 'rss' && !this.#placeInChannel(name, at, tag)) return true;
    if (this.#open.depth >= DEPTH_MAX) {
      this.#notes.add(`nests elements deeper than ${DEPTH_MAX}`);
      this.#replace(at, tag.end, '');
      return true;
    }
    const mark = isItem ? { ...this.#patches.mark(), at, place: this.#patches.placeOf(at) } : undefined;
    this.#writeTag(at, tag, name);
    if (!tag.selfClosing) this.#enter(tag, name, mark);
    return true;
  }

  #readTag(at: number): Tag | null {
    const tag = readTag(this.#text, at);
    // A root element that closes itself holds nothing; what follows it is meant to be inside.
    return tag?.selfClosing && this.#open.depth === 0 ? { ...tag, selfClosing: false, mended: true } : tag;
  }

  /** Returns false once the document has more in it than may be read. */
  #afford(elements: number, at: number): boolean {
    this.#elements += elements;
    if (this.#elements <= ELEMENTS_MAX) return true;
    this.#notes.add(`has more than ${ELEMENTS_MAX} elements; the rest was not read`);
    this.#at = at;
    return false;
  }

  #nameOf(tag: Tag): string {
    const inherited = this.#open.top?.inside ?? null;
    const own = this.#open.depth > 0 ? this.#names.defaultOf(tag.attributes) : null;
    return this.#names.nameOf(tag.raw, tag.attributes, own ?? inherited);
  }

  /** Ends an item that was left open; returns false once there are enough items. */
  #beginItem(at: number): boolean {
    const open = this.#open.indexOfItem();
    if (open >= 0) {
      this.#notes.add('has items that do not end');
      this.#patches.replace(at, at, this.#open.closeFrom(open));
    }
    this.#hasMore = this.#items === this.#itemsMax;
    if (!this.#hasMore) {
      this.#items++;
      return true;
    }
    this.#notes.add(`has more than ${this.#itemsMax} items; the rest was not read`);
    this.#at = at;
    return false;
  }

  /** RSS keeps everything in one channel: returns false for the start of a second one, which is dropped. */
  #placeInChannel(name: string, at: number, tag: Tag): boolean {
    if (name === 'channel' && this.#hasChannel) {
      this.#replace(at, tag.end, '');
      return false;
    }
    if (name !== 'channel' && this.#open.depth === 1 && !this.#hasChannel) {
      this.#notes.add('has no channel element');
      this.#hasChannel = true;
      this.#patches.replace(at, at, '<channel>');
      this.#open.push({ raw: 'channel', name: 'channel', inside: null });
    }
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

  #enter(tag: Tag, name: string, mark: Open['mark']): void {
    const own = this.#open.depth > 0 ? this.#names.defaultOf(tag.attributes) : null;
    const inside = own ?? this.#open.top?.inside ?? null;
    if (name === 'channel' && this.#open.depth === 1) this.#hasChannel = true;
    this.#open.push({ raw: tag.raw, name, inside, mark });
    if (isTextElement(name)) this.#body(tag, name);
  }

  /** Leaves the position at the closing tag of a text element, or where its text must be taken to end. */
  #body(tag: Tag, name: string): void {
    const item = this.#open.at(this.#open.indexOfItem())?.raw ?? null;
    const body = readTextBody(this.#text, this.#at, tag, name, item, this.#finder);
    if (!body) return;
    if (body.flaw) this.#notes.add(body.flaw);
    if (body.by !== null) this.#patches.replace(this.#at, body.end, body.by);
    this.#at = body.end;
    if (body.closed) return;
    this.#replace(body.end, body.end, `</${name}>`);
    this.#open.pop();
  }

  /** Returns true when the root element has ended. */
  #close(at: number): boolean {
    const last = this.#open.top;
    if (last && this.#text.startsWith(last.raw, at + 2) && this.#text.charCodeAt(at + 2 + last.raw.length) === 0x3e) {
      return this.#end(at, at + 3 + last.raw.length, last);
    }
    const end = this.#finder.find('>', at);
    if (end === Number.POSITIVE_INFINITY) {
      this.#at = this.#cut(at);
      return true;
    }
    const next = this.#text.indexOf('<', at + 1);
    if (next >= 0 && next < end) return this.#closeOther(at, next, this.#text.slice(at + 2, next).trim());
    const raw = this.#text.slice(at + 2, end).trim();
    const top = this.#open.top;
    return top?.raw === raw ? this.#end(at, end + 1, top) : this.#closeOther(at, end + 1, raw);
  }

  /** The element on top ends with the tag from `at` to `end`; an RSS channel only where nothing more follows. */
  #end(at: number, end: number, top: Open): boolean {
    CHANNEL_ENDS.lastIndex = end;
    if (top.name === 'channel' && this.#root === 'rss' && !CHANNEL_ENDS.test(this.#text)) {
      this.#replace(at, end, '');
      return false;
    }
    if (this.#open.depth === 1) {
      this.#at = at;
      return true;
    }
    this.#open.pop();
    if (top.name !== top.raw || end - at !== top.raw.length + 3) this.#patches.replace(at, end, `</${top.name}>`);
    if (top.mark) this.#whole.push({ from: top.mark.place, to: this.#patches.placeOf(end) });
    this.#at = end;
    return false;
  }

  /** A closing tag that does not match: it ends what was left open inside its element, or nothing at all. */
  #closeOther(at: number, end: number, raw: string): boolean {
    this.#notes.add('has tags that do not match');
    const index = this.#open.indexOf(raw);
    if (index === 0) {
      this.#at = at;
      return true;
    }
    const deferred = index > 0 && this.#root === 'rss' && this.#open.at(index)?.name === 'channel';
    this.#replace(at, end, index > 0 && !deferred ? this.#open.closeFrom(index) : '');
    return false;
  }

  /** The document stops in the middle: an item of which a part is missing is left out. */
  #cut(at: number): number {
    this.#notes.add('is cut off');
    const index = this.#open.indexOfItem();
    this.#isCut = index >= 0;
    const mark = this.#open.at(index)?.mark;
    if (!mark || this.#items < 2 || (index === this.#open.depth - 1 && at === this.#text.length)) return at;
    this.#patches.undo(mark);
    this.#open.dropFrom(index);
    return mark.at;
  }

  #closeAll(): string {
    const missing = this.#root !== 'feed' && !this.#hasChannel ? '<channel></channel>' : '';
    return this.#open.closeFrom(1) + missing + this.#open.closeFrom(0);
  }
}
