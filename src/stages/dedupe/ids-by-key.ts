const NONE: readonly number[] = [];

/** Ids by key. Nearly every key has one id, which is kept without a list: a tenth of the memory of a set for each. */
export class IdsByKey<Key> {
  readonly #ids = new Map<Key, number | number[]>();

  of(key: Key): readonly number[] {
    const ids = this.#ids.get(key);
    if (ids === undefined) return NONE;
    return typeof ids === 'number' ? [ids] : ids;
  }

  add(key: Key, id: number): void {
    const ids = this.#ids.get(key);
    if (ids === undefined) this.#ids.set(key, id);
    else if (typeof ids === 'number') this.#ids.set(key, [ids, id]);
    else ids.push(id);
  }

  delete(key: Key, id: number): void {
    const left = this.of(key).filter((other) => other !== id);
    if (left.length === 0) this.#ids.delete(key);
    else this.#ids.set(key, left);
  }
}
