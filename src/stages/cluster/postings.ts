import { grown } from '../../text/words/grown.ts';
import { SlotLists } from './slot-lists.ts';
import { SlotSet } from './slot-set.ts';
import { countAt, type Vector, wordAt } from './vector.ts';

/** A word in more slots than this may be kept as bits. */
const MANY = 1024;
/** It becomes a list again at this many, the longest list that is ever read. */
const READ_MAX = 512;
/** A bit for each slot takes less room than a list of those that have the word when these are more than one in 32. */
const BITS = 32;

/** What carries a word, by slot: a small number that is free again once its holder has gone. */
export class Postings {
  readonly #lists = new SlotLists();
  /** The slots that have a word, where they are very many. */
  readonly #sets = new Map<number, SlotSet>();
  /** By slot: weight of the words found so far; all 0 between two calls of `heaviest`. */
  #weights = new Float64Array(1024);
  /** The slots of which that is not 0, each once. */
  #touched = new Int32Array(0);
  /** Places in a text of the words that are read, and how long their lists are. */
  #places = new Int32Array(0);
  #lengths = new Int32Array(0);

  /** Returns whether the slot did not have the word before. */
  add(word: number, slot: number): boolean {
    this.#weights = grown(this.#weights, slot + 1);
    const set = this.#setOf(word);
    if (set) return set.add(slot);
    const isNew = this.#lists.add(word, slot);
    const length = this.#lists.lengthOf(word);
    if (length > MANY && length * BITS > this.#weights.length) this.#keepAsSet(word);
    return isNew;
  }

  remove(word: number, slot: number): void {
    const set = this.#setOf(word);
    if (!set) {
      this.#lists.remove(word, slot);
      return;
    }
    set.remove(slot);
    if (set.size > READ_MAX) return;
    this.#sets.delete(word);
    for (const each of set) this.#lists.add(word, each);
  }

  /**
   * The slots that share most weight of words with a text, in order. The shortest lists are read first, until `entries` of them
   * are read: that bounds the time however much is in the index. A word left unread is in so many texts that it decides
   * little. Among equals the lowest rank is taken.
   *
   * @param limits `entries` is at most 512.
   * @param weigh What sharing a word weighs that counts so much in the text.
   * @param ranks By slot.
   */
  heaviest(
    text: Vector,
    weigh: (word: number, count: number) => number,
    limits: { readonly entries: number; readonly found: number },
    ranks: Float64Array,
  ): number[] {
    const touched = this.#touch(text, weigh, limits.entries);
    const best = this.#best(touched, limits.found, ranks);
    for (let at = 0; at < touched; at += 1) this.#weights[this.#touched[at] as number] = 0;
    return best;
  }

  #setOf(word: number): SlotSet | undefined {
    return this.#lists.lengthOf(word) > 0 ? undefined : this.#sets.get(word);
  }

  #keepAsSet(word: number): void {
    const set = new SlotSet();
    for (const slot of this.#lists.take(word)) set.add(slot);
    this.#sets.set(word, set);
  }

  /** Adds up weights; returns how many slots have any. */
  #touch(text: Vector, weigh: (word: number, count: number) => number, entriesMax: number): number {
    const lists = this.#lists;
    const weights = this.#weights;
    this.#touched = grown(this.#touched, entriesMax);
    let touched = 0;
    let read = 0;
    const words = this.#sortShortestFirst(text, entriesMax);
    for (let at = 0; at < words; at += 1) {
      const place = this.#places[at] as number;
      const word = wordAt(text, place);
      const length = this.#lengths[at] as number;
      read += length;
      if (read > entriesMax) break;
      const weight = weigh(word, countAt(text, place));
      const slots = lists.arrayOf(word);
      const start = lists.startOf(word);
      for (let each = start; each < start + length; each += 1) {
        const slot = slots[each] as number;
        if (weights[slot] === 0) this.#touched[touched++] = slot;
        weights[slot] = (weights[slot] as number) + weight;
      }
    }
    return touched;
  }

  /** Puts the words that may be read in order, those in the fewest slots first; returns how many there are. */
  #sortShortestFirst(text: Vector, lengthMax: number): number {
    this.#places = grown(this.#places, text.end - text.start);
    this.#lengths = grown(this.#lengths, text.end - text.start);
    const [places, lengths] = [this.#places, this.#lengths];
    let words = 0;
    for (let place = text.start; place < text.end; place += 1) {
      const length = this.#lists.lengthOf(wordAt(text, place));
      if (length === 0 || length > lengthMax) continue;
      let at = words++;
      for (; at > 0 && (lengths[at - 1] as number) > length; at -= 1) {
        places[at] = places[at - 1] as number;
        lengths[at] = lengths[at - 1] as number;
      }
      places[at] = place;
      lengths[at] = length;
    }
    return words;
  }

  #best(touched: number, found: number, ranks: Float64Array): number[] {
    const weights = this.#weights;
    const best: number[] = [];
    for (let each = 0; each < touched; each += 1) {
      const slot = this.#touched[each] as number;
      let at = best.length;
      for (; at > 0; at -= 1) {
        const other = best[at - 1] as number;
        const difference = (weights[slot] as number) - (weights[other] as number);
        if (difference < 0 || (difference === 0 && (ranks[slot] as number) > (ranks[other] as number))) break;
        if (at < found) best[at] = other;
      }
      if (at < found) best[at] = slot;
    }
    return best;
  }
}
