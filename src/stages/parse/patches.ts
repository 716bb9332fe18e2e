export interface Mark {
  readonly parts: number;
  readonly done: number;
  readonly length: number;
}

/** Replacements in a text, made from its start to its end. */
export class Patches {
  readonly #text: string;
  readonly #parts: string[] = [];
  #done: number;
  #length = 0;

  constructor(text: string, from: number) {
    this.#text = text;
    this.#done = from;
  }

  /** Puts `by` in place of what stands between two positions, neither of them before the end of the last replacement. */
  replace(from: number, to: number, by: string): void {
    this.#parts.push(this.#text.slice(this.#done, from), by);
    this.#length += from - this.#done + by.length;
    this.#done = to;
  }

  /** Where a position of the original, not before the end of the last replacement, comes to stand. */
  placeOf(at: number): number {
    return this.#length + at - this.#done;
  }

  /** A point that `undo` can go back to. */
  mark(): Mark {
    return { parts: this.#parts.length, done: this.#done, length: this.#length };
  }

  undo(mark: Mark): void {
    this.#parts.length = mark.parts;
    this.#done = mark.done;
    this.#length = mark.length;
  }

  /** The patched text up to a position of the original, and an ending. A sound document is not copied: it is a part of the original. */
  finish(to: number, ending: string): string {
    const isSound = this.#parts.length === 0 && this.#done <= to && this.#text.startsWith(ending, to);
    if (isSound) return this.#text.slice(this.#done, to + ending.length);
    return [...this.#parts, this.#text.slice(this.#done, Math.max(to, this.#done)), ending].join('');
  }
}

/** More kinds of needle than any feed needs; a document that brings more is out to cost time. */
const NEEDLES_MAX = 40;

/**
 * Looks for needles and remembers each one's next place, so that a document full of openings without an end is
 * searched once and not once for each opening.
 */
export class Finder {
  readonly #text: string;
  readonly #known = new Map<string, { from: number; next: number }>();

  constructor(text: string) {
    this.#text = text;
  }

  /** The next place of `needle` at or after `at`; Infinity where there is none. */
  find(needle: string, at: number): number {
    const known = this.#known.get(needle);
    if (known && known.from <= at && at <= known.next) return known.next;
    if (!known && this.#known.size >= NEEDLES_MAX) return Number.POSITIVE_INFINITY;
    const found = this.#text.indexOf(needle, at);
    const next = found < 0 ? Number.POSITIVE_INFINITY : found;
    if (known) {
      known.from = at;
      known.next = next;
    } else this.#known.set(needle, { from: at, next });
    return next;
  }
}
