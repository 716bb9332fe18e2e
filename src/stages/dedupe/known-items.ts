import { Chains, NONE } from '../../text/words/chains.ts';
import { grown } from '../../text/words/grown.ts';
import { hashOf } from '../../text/words/hash.ts';
import type { Outlet } from '../../text/words/reader.ts';
import { type Fingerprint, SKETCH_SIZE, sketchOf } from './fingerprint.ts';
import { FingerprintPages } from './fingerprint-pages.ts';

/** What is compared of an item. */
export interface ComparedItem {
  readonly id: number;
  readonly storyId: number;
  readonly outlet: Outlet;
  readonly attribution: string | null;
  readonly urlKey: string | null;
  /** Equal for equal headlines; null: too short to be a proof. */
  readonly headline: number | null;
  readonly text: Fingerprint;
  readonly at: number;
}

/** The time of an empty slot: none is before it. */
const NEVER = Number.POSITIVE_INFINITY;

/**
 * The items that others may be copies of, each in a slot: a small number that is free again once the item has gone. They stand in
 * columns, because as objects they took three times the memory.
 */
export class KnownItems {
  #ids = new Float64Array(0);
  #storyIds = new Float64Array(0);
  #times = new Float64Array(0);
  /** Places of their texts. */
  #texts = new Float64Array(0);
  readonly #outlets: Outlet[] = [];
  readonly #attributions: (string | null)[] = [];
  readonly #urls: (string | null)[] = [];
  readonly #headlines: (number | null)[] = [];
  readonly #pages = new FingerprintPages();
  readonly #byId = new Chains();
  readonly #byUrl = new Chains();
  readonly #byHeadline = new Chains();
  /** Each slot has `SKETCH_SIZE` entries. */
  readonly #bySketch = new Chains();
  readonly #freeSlots: number[] = [];

  get size(): number {
    return this.#outlets.length - this.#freeSlots.length;
  }

  add(item: ComparedItem): void {
    const slot = this.#freeSlots.pop() ?? this.#outlets.length;
    this.#ids = grown(this.#ids, slot + 1);
    this.#storyIds = grown(this.#storyIds, slot + 1);
    this.#times = grown(this.#times, slot + 1);
    this.#texts = grown(this.#texts, slot + 1);
    this.#ids[slot] = item.id;
    this.#storyIds[slot] = item.storyId;
    this.#times[slot] = item.at;
    this.#texts[slot] = this.#pages.write(item.text);
    this.#outlets[slot] = item.outlet;
    this.#attributions[slot] = item.attribution;
    this.#urls[slot] = item.urlKey;
    this.#headlines[slot] = item.headline;
    this.#byId.add(slot, item.id);
    if (item.urlKey !== null) this.#byUrl.add(slot, hashOf(item.urlKey));
    if (item.headline !== null) this.#byHeadline.add(slot, item.headline);
    const keys = sketchOf(item.text);
    for (let at = 0; at < keys.length; at += 1) this.#bySketch.add(slot * SKETCH_SIZE + at, keys[at] as number);
  }

  /** Returns whether it was there. */
  remove(id: number): boolean {
    const slot = this.#slotsOf(this.#byId, id).find((each) => this.#ids[each] === id);
    if (slot !== undefined) this.#removeAt(slot);
    return slot !== undefined;
  }

  /** Removes what was published before. */
  removeBefore(time: number): void {
    for (let slot = 0; slot < this.#outlets.length; slot += 1) {
      if ((this.#times[slot] as number) < time) this.#removeAt(slot);
    }
  }

  withUrl(url: string): ComparedItem[] {
    const slots = this.#slotsOf(this.#byUrl, hashOf(url));
    return slots.filter((slot) => this.#urls[slot] === url).map((slot) => this.#at(slot));
  }

  withHeadline(headline: number): ComparedItem[] {
    return this.#slotsOf(this.#byHeadline, headline).map((slot) => this.#at(slot));
  }

  /** Items whose text may be nearly equal: it names the same numbers and shares one of its smallest hashes. */
  likeText(text: Fingerprint): ComparedItem[] {
    let found: Set<number> | null = null;
    for (const key of sketchOf(text)) {
      for (let entry = this.#bySketch.first(key); entry !== NONE; entry = this.#bySketch.next(entry)) {
        found ??= new Set();
        found.add(Math.floor(entry / SKETCH_SIZE));
      }
    }
    if (!found) return [];
    const slots = [...found].filter((slot) => this.#pages.numbersAt(this.#texts[slot] as number) === text.numbers);
    return slots.map((slot) => this.#at(slot));
  }

  #removeAt(slot: number): void {
    const { urlKey, headline, text } = this.#at(slot);
    this.#byId.remove(slot);
    if (urlKey !== null) this.#byUrl.remove(slot);
    if (headline !== null) this.#byHeadline.remove(slot);
    for (let at = sketchOf(text).length - 1; at >= 0; at -= 1) this.#bySketch.remove(slot * SKETCH_SIZE + at);
    this.#pages.erase(this.#texts[slot] as number);
    this.#times[slot] = NEVER;
    this.#freeSlots.push(slot);
  }

  #at(slot: number): ComparedItem {
    return {
      id: this.#ids[slot] as number,
      storyId: this.#storyIds[slot] as number,
      outlet: this.#outlets[slot] as Outlet,
      attribution: this.#attributions[slot] as string | null,
      urlKey: this.#urls[slot] as string | null,
      headline: this.#headlines[slot] as number | null,
      text: this.#pages.read(this.#texts[slot] as number),
      at: this.#times[slot] as number,
    };
  }

  #slotsOf(chains: Chains, key: number): number[] {
    const slots: number[] = [];
    for (let slot = chains.first(key); slot !== NONE; slot = chains.next(slot)) slots.push(slot);
    return slots;
  }
}
