import type { ItemText } from '../../model/item.ts';
import { splitWords } from '../words.ts';
import { languageOf } from './language.ts';
import { Lexicon } from './lexicon.ts';
import type { WordStatistics } from './statistics.ts';
import { stemmingOf } from './stem.ts';
import { stopListsFor } from './stop.ts';

/** A headline and its summary, read once for all who compare texts: numbers of words in the lexicon. */
export interface Reading {
  readonly title: readonly number[];
  readonly summary: readonly number[];
  /** What it is written in, which is not always what its feed declares; null: unknown. */
  readonly language: string | null;
}

/** Who publishes a text. */
export interface Outlet {
  readonly number: number;
  readonly label: string;
  /** Numbers, in the word statistics, of the words of its own name: they say nothing in its texts. */
  readonly name: readonly number[];
}

type Text = Pick<ItemText, 'title' | 'summary' | 'language'>;

/** Reads texts. What it returns depends on the text alone. */
export class TextReader {
  readonly words: WordStatistics;
  readonly lexicon: Lexicon;
  readonly #outlets = new Map<string, Outlet>();
  #last: (Reading & { readonly text: Text }) | null = null;

  constructor(words: WordStatistics) {
    this.words = words;
    this.lexicon = new Lexicon(words);
  }

  /** Copies and events ask for the same text one after the other: it is read once. What is returned is good until another is read. */
  read(text: Text): Reading {
    const last = this.#last?.text;
    if (!last || last.title !== text.title || last.summary !== text.summary || last.language !== text.language) {
      if (this.lexicon.isFull) this.lexicon.forget();
      const title = this.lexicon.read(text.title);
      const summary = this.lexicon.read(text.summary);
      this.#last = { text, title, summary, language: languageOf([title, summary], text.language, this.lexicon) };
    }
    return this.#last as Reading;
  }

  /**
   * Those of the words that can tell one event from another, in order, without stop words: numbers of their stems in the word
   * statistics.
   */
  contentOf(words: readonly number[], language: string | null, most = Number.POSITIVE_INFINITY): number[] {
    const stemming = stemmingOf(language);
    return this.telling(words, language, most).map((word) => this.lexicon.stemIdOf(word, stemming));
  }

  /** The same as they stand in the text: numbers in the lexicon. */
  telling(words: readonly number[], language: string | null, most = Number.POSITIVE_INFINITY): number[] {
    const { lexicon } = this;
    const stopLists = stopListsFor(language);
    const isRead = (list: string): boolean => stopLists.includes(list);
    const telling: number[] = [];
    for (const word of words) {
      if (telling.length === most) break;
      if (lexicon.tells(word) && !lexicon.stopIn(word).some(isRead)) telling.push(word);
    }
    return telling;
  }

  outletOf(name: string): Outlet {
    let outlet = this.#outlets.get(name);
    if (!outlet) {
      outlet = { number: this.#outlets.size, label: name, name: splitWords(name).map((word) => this.words.idOf(word)) };
      this.#outlets.set(name, outlet);
    }
    return outlet;
  }
}
