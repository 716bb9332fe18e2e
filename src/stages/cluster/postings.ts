/** Which clusters have a word. Lists are kept exact, so that an index rebuilt from the database is the same index. */
export class Postings {
  readonly #clusters = new Map<string, Set<number>>();

  add(word: string, clusterId: number): void {
    const list = this.#clusters.get(word);
    if (list) list.add(clusterId);
    else this.#clusters.set(word, new Set([clusterId]));
  }

  remove(word: string, clusterId: number): void {
    const list = this.#clusters.get(word);
    list?.delete(clusterId);
    if (list?.size === 0) this.#clusters.delete(word);
  }

  /**
   * Clusters that share rare words, found by reading the shortest lists first until `entriesMax` are read: that bounds the
   * time for a story however many clusters are active. A word left unread is in so many clusters that it decides little.
   */
  candidates(words: Iterable<string>, entriesMax: number): Set<number> {
    const lists = [...words].flatMap((word) => this.#clusters.get(word) ?? []);
    lists.sort((a, b) => a.size - b.size);
    const found = new Set<number>();
    let read = 0;
    for (const list of lists) {
      read += list.size;
      if (read > entriesMax) break;
      for (const id of list) found.add(id);
    }
    return found;
  }
}
