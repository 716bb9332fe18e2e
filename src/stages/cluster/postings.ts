/** Which clusters have a word. Lists ascend and are exact, so that an index rebuilt from the database is the same index. */
export class Postings {
  /** By word number: ids of clusters. */
  readonly #lists: number[][] = [];

  /** Whether the cluster did not have the word before. */
  add(word: number, clusterId: number): boolean {
    while (this.#lists.length <= word) this.#lists.push([]);
    const list = this.#lists[word] as number[];
    const at = placeOf(clusterId, list);
    if (list[at] === clusterId) return false;
    if (at === list.length) list.push(clusterId);
    else list.splice(at, 0, clusterId);
    return true;
  }

  remove(word: number, clusterId: number): void {
    const list = this.#lists[word] ?? [];
    const at = placeOf(clusterId, list);
    if (list[at] === clusterId) list.splice(at, 1);
  }

  /**
   * Clusters that share words, with the weight of those words, heaviest first. The shortest lists are read first, until
   * `entriesMax` entries are read: that bounds the time for a story however many clusters are active. A word left unread is
   * in so many clusters that it decides little.
   */
  candidates(words: Uint32Array, weightOf: (at: number) => number, entriesMax: number, limit: number): number[] {
    const order = Array.from(words, (word, at) => ({ at, list: this.#lists[word] ?? [] }));
    order.sort((a, b) => a.list.length - b.list.length);
    const weights = new Map<number, number>();
    let read = 0;
    for (const { at, list } of order) {
      read += list.length;
      if (read > entriesMax) break;
      const weight = weightOf(at);
      for (const id of list) weights.set(id, (weights.get(id) ?? 0) + weight);
    }
    const best = [...weights].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    return best.slice(0, limit).map(([id]) => id);
  }
}

/** Where an id is or belongs in an ascending list. Most are new and belong at the end. */
function placeOf(id: number, list: readonly number[]): number {
  let low = 0;
  let high = list.length;
  if (high === 0 || (list[high - 1] as number) < id) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as number) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
