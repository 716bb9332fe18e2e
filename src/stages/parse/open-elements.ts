import type { Mark } from './patches.ts';

/** An element that has begun and not ended yet. */
export interface Open {
  /** Its name as the document writes it. */
  readonly raw: string;
  readonly name: string;
  /** Our prefix for unprefixed names inside, where the element declares a default namespace. */
  readonly inside: string | null;
  /** Where the output stood before an item, so that an item that was cut off can be taken back. */
  readonly mark?: Mark & { readonly at: number; readonly place: number };
}

/** The elements around a place, outermost first. */
export class OpenElements {
  readonly #stack: Open[] = [];

  get depth(): number {
    return this.#stack.length;
  }

  get top(): Open | undefined {
    return this.#stack.at(-1);
  }

  push(element: Open): void {
    this.#stack.push(element);
  }

  pop(): void {
    this.#stack.pop();
  }

  at(index: number): Open | undefined {
    return this.#stack[index];
  }

  /** Where the item around this place stands, or -1. */
  indexOfItem(): number {
    return this.#stack.findIndex(({ mark }) => mark);
  }

  /** The innermost element of that name, whatever its case, or -1. */
  indexOf(raw: string): number {
    const lower = raw.toLowerCase();
    return this.#stack.findLastIndex((open) => open.raw.toLowerCase() === lower);
  }

  /** Ends everything from `index` up; returns the closing tags. */
  closeFrom(index: number): string {
    return this.#stack
      .splice(index)
      .reverse()
      .map(({ name }) => `</${name}>`)
      .join('');
  }

  /** Forgets everything from `index` up. */
  dropFrom(index: number): void {
    this.#stack.length = index;
  }
}
