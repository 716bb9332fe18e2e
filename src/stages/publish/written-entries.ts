/** In all, keys included: some thousand entries of 2 to 3 KB, of which each feed, filtered or not, shows the newest. */
const CHARACTERS_MAX = 8_000_000;

/**
 * How entries were written, by everything that they say, so that after a change of one, the others need not be written again. The
 * least recently used is forgotten first.
 */
export class WrittenEntries {
  readonly #texts = new Map<string, string>();
  #characters = 0;

  /** The texts of all keys, in their order; `write` is given those that are not known, and returns their texts in order. */
  all(keys: readonly string[], write: (missing: readonly number[]) => readonly string[]): string[] {
    const missing = keys.flatMap((key, index) => (this.#texts.has(key) ? [] : [index]));
    const known = keys.map((key) => this.#texts.get(key) ?? '');
    for (const [place, text] of write(missing).entries()) known[missing[place] as number] = text;
    for (const [index, key] of keys.entries()) this.#keep(key, known[index] as string);
    return known;
  }

  #keep(key: string, text: string): void {
    if (!this.#texts.delete(key)) this.#characters += key.length + text.length;
    this.#texts.set(key, text);
    for (const [oldest, old] of this.#texts) {
      if (this.#characters <= CHARACTERS_MAX) break;
      this.#texts.delete(oldest);
      this.#characters -= oldest.length + old.length;
    }
  }
}
