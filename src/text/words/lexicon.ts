import { eachWordOf } from '../words.ts';
import { Chains, NONE } from './chains.ts';
import { hashOf, newToken, type Token } from './token.ts';

/** Words that are remembered: a new one takes some 8 µs, a known one 0.1 µs. */
const REMEMBERED_MAX = 60_000;

/** The words that were met lately, which are not looked at twice. What it returns depends on the text alone. */
export class Lexicon {
  #tokens: Token[] = [];
  /** Places in `#tokens`, by hash of the word. */
  #byHash = new Chains();

  /** The words of a text, in order. */
  tokensOf(text: string): Token[] {
    const tokens: Token[] = [];
    eachWordOf(text, (plain, from, to) => tokens.push(this.#tokenOf(plain, from, to)));
    return tokens;
  }

  #tokenOf(text: string, from: number, to: number): Token {
    const hash = hashOf(text, from, to);
    for (let at = this.#byHash.first(hash); at !== NONE; at = this.#byHash.next(at)) {
      const token = this.#tokens[at] as Token;
      if (token.word.length === to - from && text.startsWith(token.word, from)) return token;
    }
    return this.#remember(newToken(text.slice(from, to)));
  }

  #remember(token: Token): Token {
    if (this.#tokens.length >= REMEMBERED_MAX) {
      this.#tokens = [];
      this.#byHash = new Chains();
    }
    this.#byHash.add(this.#tokens.length, token.hash);
    this.#tokens.push(token);
    return token;
  }
}
