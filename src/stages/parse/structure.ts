import type { Notes } from './notes.ts';
import { type Open, OpenElements } from './open-elements.ts';
import type { Patches } from './patches.ts';
import type { Range } from './ranges.ts';

export type RootName = 'rss' | 'rdf:RDF' | 'feed';

/** Elements nested deeper than this are dropped: no feed needs it, and each level costs a parser memory. */
const DEPTH_MAX = 60;
const CHANNEL_ENDS = /\s*(?:<!--[^>]*-->\s*)?<\/(?:[\w.-]+:)?rss\s*>/iy;

/**
 * How the elements of a document nest. Writes the tags that are missing, drops those that are too many, and notes where
 * the items stand. Positions are those of the original text; what is to happen to the tag at hand, the caller writes.
 */
export class Structure {
  readonly #text: string;
  readonly #root: RootName;
  readonly #itemsMax: number;
  readonly #patches: Patches;
  readonly #notes: Notes;
  readonly #open = new OpenElements();
  readonly #whole: Range[] = [];
  #items = 0;
  #hasChannel = false;
  #hasMore = false;
  #isCut = false;

  constructor(text: string, root: RootName, itemsMax: number, patches: Patches, notes: Notes) {
    this.#text = text;
    this.#root = root;
    this.#itemsMax = itemsMax;
    this.#patches = patches;
    this.#notes = notes;
  }

  /** There were more items than were to be read. */
  get hasMore(): boolean {
    return this.#hasMore;
  }

  /** The document stops within an item. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Where the items stand in the patched text; null where one of them has no end of its own. */
  get items(): readonly Range[] | null {
    return this.#whole.length === this.#items ? this.#whole : null;
  }

  get isEmpty(): boolean {
    return this.#open.depth === 0;
  }

  get innermost(): Open | undefined {
    return this.#open.top;
  }

  /** The tag name of the item around this place. */
  get itemAround(): string | null {
    return this.#open.at(this.#open.indexOfItem())?.raw ?? null;
  }

  /** A channel or an item without the rss element around it. */
  wrap(at: number): void {
    this.#notes.add('has no rss element');
    this.#patches.replace(at, at, '<rss version="2.0">');
    this.#open.push({ raw: 'rss', name: 'rss', inside: null });
  }

  /** Ends an item that was left open; returns false once there are enough items. */
  beginItem(at: number): boolean {
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
    return false;
  }

  /** Makes room for an element; returns false for one that is to be dropped: a second channel, or one too deep. */
  makeRoom(name: string, at: number): boolean {
    if (this.#root === 'rss') {
      if (name === 'channel' && this.#hasChannel) return false;
      if (name !== 'channel' && this.#open.depth === 1 && !this.#hasChannel) this.#addChannel(at);
    }
    if (this.#open.depth < DEPTH_MAX) return true;
    this.#notes.add(`nests elements deeper than ${DEPTH_MAX}`);
    return false;
  }

  #addChannel(at: number): void {
    this.#notes.add('has no channel element');
    this.#hasChannel = true;
    this.#patches.replace(at, at, '<channel>');
    this.#open.push({ raw: 'channel', name: 'channel', inside: null });
  }

  /** Enters an element, before its tag is written. `inside`: our prefix for the default namespace that it declares. */
  enter(raw: string, name: string, inside: string | null, itemAt: number | null): void {
    const mark =
      itemAt === null ? undefined : { ...this.#patches.mark(), at: itemAt, place: this.#patches.placeOf(itemAt) };
    if (name === 'channel' && this.#open.depth === 1) this.#hasChannel = true;
    this.#open.push({ raw, name, inside: inside ?? this.#open.top?.inside ?? null, mark });
  }

  /** Leaves the innermost element, whose end was written already. */
  leave(): void {
    this.#open.pop();
  }

  /** Ends the innermost element, by the tag from `at` to `end`; an RSS channel only where nothing more follows. True: it was the root. */
  end(at: number, end: number, top: Open): boolean {
    CHANNEL_ENDS.lastIndex = end;
    if (top.name === 'channel' && this.#root === 'rss' && !CHANNEL_ENDS.test(this.#text)) {
      this.#patches.replace(at, end, '');
      return false;
    }
    if (this.#open.depth === 1) return true;
    this.#open.pop();
    if (top.name !== top.raw || end - at !== top.raw.length + 3) this.#patches.replace(at, end, `</${top.name}>`);
    if (top.mark) this.#whole.push({ from: top.mark.place, to: this.#patches.placeOf(end) });
    return false;
  }

  /** A closing tag of another name: it ends what was left open inside its element, or nothing at all. True: that was the root. */
  endOther(at: number, end: number, raw: string): boolean {
    this.#notes.add('has tags that do not match');
    const index = this.#open.indexOf(raw);
    if (index === 0) return true;
    const deferred = index > 0 && this.#root === 'rss' && this.#open.at(index)?.name === 'channel';
    this.#patches.replace(at, end, index > 0 && !deferred ? this.#open.closeFrom(index) : '');
    return false;
  }

  /** The document stops at `at`, in the middle; an item of which a part is missing is left out. Returns where what is kept ends. */
  cut(at: number): number {
    this.#notes.add('is cut off');
    const index = this.#open.indexOfItem();
    this.#isCut = index >= 0;
    const mark = this.#open.at(index)?.mark;
    if (!mark || this.#items < 2 || (index === this.#open.depth - 1 && at === this.#text.length)) return at;
    this.#patches.undo(mark);
    this.#open.dropFrom(index);
    return mark.at;
  }

  /** The closing tags of all that is open. */
  closeAll(): string {
    const missing = this.#root !== 'feed' && !this.#hasChannel ? '<channel></channel>' : '';
    return this.#open.closeFrom(1) + missing + this.#open.closeFrom(0);
  }
}
