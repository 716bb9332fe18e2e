import type { ItemText } from '../../model/item.ts';
import { splitWords } from '../words.ts';
import { languageOf } from './language.ts';
import { Lexicon } from './lexicon.ts';
import type { WordStatistics } from './statistics.ts';
import { stem, stemmingOf } from './stem.ts';
import { stopListsFor } from './stop.ts';
import type { Token } from './token.ts';

/** A headline and its summary, read once for all who compare texts. */
export interface Reading {
  readonly title: readonly Token[];
  readonly summary: readonly Token[];
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
  readonly #lexicon = new Lexicon();
  readonly #outlets = new Map<string, Outlet>();
  #last: (Reading & { readonly text: Text }) | null = null;

  constructor(words: WordStatistics) {
    this.words = words;
  }

  /** Copies and events ask for the same text one after the other: it is read once. */
  read(text: Text): Reading {
    const last = this.#last?.text;
    if (!last || last.title !== text.title || last.summary !== text.summary || last.language !== text.language) {
      const title = this.tokensOf(text.title);
      const summary = this.tokensOf(text.summary);
      this.#last = { text, title, summary, language: languageOf([title, summary], text.language) };
    }
    return this.#last as Reading;
  }

  tokensOf(text: string): Token[] {
    return this.#lexicon.tokensOf(text);
  }

  /**
   * The words that can tell one event from another, in order, without stop words: numbers of their stems in the word statistics.
   */
  contentOf(tokens: readonly Token[], language: string | null, most = Number.POSITIVE_INFINITY): number[] {
    const stopLists = stopListsFor(language);
    const stemming = stemmingOf(language);
    const content: number[] = [];
    for (const token of tokens) {
      if (content.length === most) break;
      if (!token.tells || token.stopIn.some((list) => stopLists.includes(list))) continue;
      content.push(this.#stemIdOf(token, stemming ?? token.stemming));
    }
    return content;
  }

  outletOf(name: string): Outlet {
    let outlet = this.#outlets.get(name);
    if (!outlet) {
      outlet = { number: this.#outlets.size, label: name, name: splitWords(name).map((word) => this.words.idOf(word)) };
      this.#outlets.set(name, outlet);
    }
    return outlet;
  }

  #stemIdOf(token: Token, stemming: string): number {
    if (stemming === token.stemming) {
      if (token.stemId < 0) token.stemId = this.words.idOf(stem(token.word, stemming));
      return token.stemId;
    }
    for (let known = token.otherStems; known; known = known.next) if (known.stemming === stemming) return known.id;
    const id = this.words.idOf(stem(token.word, stemming));
    token.otherStems = { stemming, id, next: token.otherStems };
    return id;
  }
}
