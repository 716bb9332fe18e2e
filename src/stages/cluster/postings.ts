import { grown } from '../../text/words/grown.ts';
import { SlotLists } from './slot-lists.ts';
import { countAt, type Vector, wordAt } from './vector.ts';

/** What carries a word, by slot: a small number that is free again once its holder has gone. */
export class Postings {
  readonly #lists = new SlotLists();
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
    return this.#lists.add(word, slot);
  }

  remove(word: number, slot: number): void {
    this.#lists.remove(word, slot);
  }

  /**
   * The slots that share most weight of words with a text, in order. The shortest lists are read first, until `entries` of them
   * are read: that bounds the time however much is in the index. A word left unread is in so many texts that it decides
   * little. Among equals the lowest rank is taken.
   *
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
