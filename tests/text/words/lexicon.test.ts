import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lexicon } from '../../../src/text/words/lexicon.ts';
import { splitWords } from '../../../src/text/words.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(
      fc.constantFrom('ferry', 'Ferry', 'don’t', '🦊', '𐐷𐐷', '😀ferry', '12th', 'é', '台风登陆', ' ', '-', '\ud800'),
    )
    .map((parts) => parts.join('')),
);

describe('Lexicon', () => {
  it('returns the words of a text, the same token for the same word', () => {
    const lexicon = new Lexicon();
    const tokenOf = new Map<string, object>();
    fc.assert(
      fc.property(text, (each) => {
        const tokens = lexicon.tokensOf(each);
        expect(tokens.map(({ word }) => word)).toEqual(splitWords(each));
        for (const token of tokens) {
          expect(tokenOf.get(token.word) ?? token).toBe(token);
          tokenOf.set(token.word, token);
        }
      }),
    );
  });

  it('goes on when it has met too many words to remember them all', () => {
    const lexicon = new Lexicon();
    const words = Array.from({ length: 60_100 }, (_, at) => `w${at}`);
    for (let round = 0; round < 2; round += 1) {
      expect(lexicon.tokensOf(words.join(' ')).map(({ word }) => word)).toEqual(words);
    }
  });
});
