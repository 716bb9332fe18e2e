import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lexicon } from '../../../src/text/words/lexicon.ts';
import { WordStatistics } from '../../../src/text/words/statistics.ts';
import { stem, stemmingByScript, stemmingOf } from '../../../src/text/words/stem.ts';
import { splitWords } from '../../../src/text/words.ts';

const PARTS = ['ferry', 'Ferry', 'don’t', '🦊', '𐐷𐐷', '😀ferry', '12th', 'é', '台风登陆', ' ', '-', '\ud800'];
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.constantFrom(...PARTS)).map((parts) => parts.join('')),
);

describe('Lexicon', () => {
  it('returns the words of a text, the same number for the same word', () => {
    const lexicon = new Lexicon(new WordStatistics());
    const numberOf = new Map<string, number>();
    fc.assert(
      fc.property(text, (each) => {
        const numbers = lexicon.read(each);
        const words = splitWords(each);
        expect(numbers.map((number) => lexicon.wordOf(number))).toEqual(words);
        words.forEach((word, at) => {
          expect(numberOf.get(word) ?? numbers[at]).toBe(numbers[at]);
          numberOf.set(word, numbers[at] as number);
        });
        expect(new Set(numberOf.values()).size).toBe(numberOf.size);
      }),
    );
  });

  it('knows what a word is', () => {
    const lexicon = new Lexicon(new WordStatistics());
    const facts = lexicon.read('The 12th ferry x 台风 _').map((word) => ({
      word: lexicon.wordOf(word),
      isNumber: lexicon.isNumber(word),
      tells: lexicon.tells(word),
      stops: lexicon.stopIn(word).includes('en'),
    }));
    expect(facts).toEqual([
      { word: 'the', isNumber: false, tells: true, stops: true },
      { word: '12th', isNumber: true, tells: false, stops: false },
      { word: 'ferry', isNumber: false, tells: true, stops: false },
      { word: 'x', isNumber: false, tells: false, stops: false },
      { word: '台风', isNumber: false, tells: true, stops: false },
    ]);
  });

  it('stems a word as each text asks for it', () => {
    const words = new WordStatistics();
    const lexicon = new Lexicon(words);
    const [word] = lexicon.read('ministers') as [number];
    const german = stemmingOf('de');
    for (const stemming of [german, null, german, stemmingOf('xx'), null, stemmingOf('pl'), stemmingOf('xx')]) {
      const stemId = lexicon.stemIdOf(word, stemming);
      const expected = stem('ministers', stemming ?? stemmingByScript('ministers'));
      expect(words.wordOf(stemId)).toBe(expected);
    }
  });

  it('says when it has met too many words, and begins anew', () => {
    const lexicon = new Lexicon(new WordStatistics());
    const words = Array.from({ length: 150_000 }, (_, at) => `w${at}`);
    lexicon.read(words.slice(1).join(' '));
    expect(lexicon.isFull).toBe(false);
    lexicon.read(words[0] as string);
    expect(lexicon.isFull).toBe(true);
    lexicon.forget();
    expect(lexicon.isFull).toBe(false);
    expect(lexicon.read(words.join(' ')).map((word) => lexicon.wordOf(word))).toEqual(words);
  });
});
