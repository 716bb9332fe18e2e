import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WordStatistics } from '../../src/text/words/statistics.ts';
import { contentWords, numbersOf, splitWords } from '../../src/text/words.ts';

describe('contentWords', () => {
  it.each([
    ['en', 'The minister resigns after 12 days', ['minist', 'resign', 'day']],
    ['en', 'Ferrand’s ministers don’t resign', ['ferrand', 'minist', 'resign']],
    ['de', 'Die Minister treten nach zwölf Tagen zurück', ['minist', 'tret', 'zwolf', 'tag', 'zuruck']],
    ['ru', 'Министры уходят в отставку', ['министр', 'уход', 'отставк']],
    ['pl-pl', 'Minister podał się do dymisji', ['minister', 'podał', 'dymisji']],
    [null, 'Ministers resign', ['minist', 'resign']],
    [null, 'Министры уходят', ['министр', 'уход']],
  ])('%s: %s', (language, text, words) => {
    expect(contentWords(text, language)).toEqual(words);
  });

  it.each([
    ['zh', '台风登陆广东沿海'],
    ['ja', '首相が辞任を表明した'],
    ['th', 'นายกรัฐมนตรีลาออก'],
    ['ar', 'رئيس الوزراء يعلن استقالته'],
    ['ko', '총리가 사임을 발표했다'],
  ])('cuts %s into words', (language, text) => {
    expect(contentWords(text, language).length).toBeGreaterThan(1);
  });

  it('never fails and never returns a stop word, a number or an empty word', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('en', 'ru', 'zh', 'xx', null), (text, language) => {
        expect(contentWords(text, language).every((word) => word !== '' && !/^\p{N}/u.test(word))).toBe(true);
      }),
    );
  });
});

describe('splitWords and numbersOf', () => {
  it('keep numbers, and only those', () => {
    expect(splitWords('The 12th package: 2.5 billion')).toEqual(['the', '12th', 'package', '2', '5', 'billion']);
    expect(numbersOf('The 12th package: 2.5 billion')).toEqual(['12th', '2', '5']);
  });
});

describe('WordStatistics', () => {
  const table = '# comment\n5 of\n12 minist\n24 zeugma';

  it('knows from the table what is rare in the long run', () => {
    const words = new WordStatistics([table]);
    expect(words.rarity('of')).toBeLessThan(words.rarity('minist'));
    expect(words.rarity('minist')).toBeLessThan(words.rarity('zeugma'));
    expect(words.rarity('unheardof')).toBeGreaterThanOrEqual(words.rarity('zeugma'));
  });

  it('learns from the stream which names are in many events', () => {
    const words = new WordStatistics([table]);
    const before = words.rarity('prezident');
    for (let event = 0; event < 1000; event += 1) words.learn(['prezident', `event${event}`], true);
    expect(words.rarity('prezident')).toBeLessThan(before / 2);
    expect(words.rarity('event7')).toBeGreaterThan(before * 0.8);
  });

  it('goes on from what was written down as if it had never stopped', () => {
    const first = new WordStatistics([table]);
    first.learn(['ferry', 'capsizes'], true);
    const saved = structuredClone(first.takeChanges());
    const second = new WordStatistics([table], saved);
    for (const words of [first, second]) words.learn(['ferry', 'sinks'], false);
    for (const word of ['ferry', 'sinks', 'of']) expect(second.rarity(word)).toBe(first.rarity(word));
    expect(second.takeChanges()).toEqual({
      events: 1,
      words: [
        { word: 'ferry', events: 2 },
        { word: 'sinks', events: 1 },
      ],
    });
  });
});
