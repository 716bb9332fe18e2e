/** What carries a word, by slot: a small number that is free again once its holder has gone. */
export class Postings {
  /** By word number: slots, ascending. */
  readonly #lists: number[][] = [];
  /** By slot: weight of the words found so far; all 0 between two calls of `heaviest`. */
  #weights = new Float64Array(1024);

  /** Returns whether the slot did not have the word before. */
  add(word: number, slot: number): boolean {
    while (this.#lists.length <= word) this.#lists.push([]);
    if (slot >= this.#weights.length) this.#weights = new Float64Array(slot * 2);
    const list = this.#lists[word] as number[];
    const at = placeOf(slot, list);
    if (list[at] === slot) return false;
    if (at === list.length) list.push(slot);
    else list.splice(at, 0, slot);
    return true;
  }

  remove(word: number, slot: number): void {
    const list = this.#lists[word] ?? [];
    const at = placeOf(slot, list);
    if (list[at] === slot) list.splice(at, 1);
  }

  /**
   * The slots that share most weight of words, in no order. The shortest lists are read first, until `entriesMax` entries
   * are read: that bounds the time however much is in the index. A word left unread is in so many texts that it decides
   * little. Among equals the lowest `rank` is taken.
   *
   * @param words Words, and what sharing each of them weighs.
   */
  heaviest(
    words: readonly { readonly word: number; readonly weight: number }[],
    limits: { readonly entries: number; readonly found: number },
    rank: (slot: number) => number,
  ): number[] {
    const lists = words.map(({ word, weight }) => ({ weight, list: this.#lists[word] ?? [] }));
    lists.sort((a, b) => a.list.length - b.list.length);
    const touched: number[] = [];
    let read = 0;
    for (const { weight, list } of lists) {
      read += list.length;
      if (read > limits.entries) break;
      for (const slot of list) {
        if (this.#weights[slot] === 0) touched.push(slot);
        this.#weights[slot] = (this.#weights[slot] as number) + weight;
      }
    }
    const best = this.#best(touched, limits.found, rank);
    for (const slot of touched) this.#weights[slot] = 0;
    return best;
  }

  #best(touched: readonly number[], found: number, rank: (slot: number) => number): number[] {
    const best: number[] = [];
    const before = (a: number, b: number): boolean => {
      const difference = (this.#weights[a] as number) - (this.#weights[b] as number);
      return difference === 0 ? rank(a) < rank(b) : difference > 0;
    };
    for (const slot of touched) {
      if (best.length === found && !before(slot, best.at(-1) as number)) continue;
      let at = best.length;
      while (at > 0 && before(slot, best[at - 1] as number)) at -= 1;
      best.splice(at, 0, slot);
      if (best.length > found) best.pop();
    }
    return best;
  }
}

/** Where a slot is or belongs in an ascending list. */
function placeOf(slot: number, list: readonly number[]): number {
  let low = 0;
  let high = list.length;
  if (high === 0 || (list[high - 1] as number) < slot) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as number) < slot) low = middle + 1;
    else high = middle;
  }
  return low;
}
