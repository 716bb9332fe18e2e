import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { languageOf } from '../../src/text/words/language.ts';
import { TextReader } from '../../src/text/words/reader.ts';
import { readWordTable, WordStatistics } from '../../src/text/words/statistics.ts';
import { splitWords, UNSPACED } from '../../src/text/words.ts';

const reader = new TextReader(new WordStatistics());
const contentWords = (text: string, language: string | null): string[] =>
  reader.contentOf(reader.lexicon.read(text), language).map((id) => reader.words.wordOf(id));

describe('TextReader.contentOf', () => {
  it.each([
    ['en', 'The minister resigns after 12 days', ['minist', 'resign', 'day']],
    ['en', 'Ferrand’s ministers don’t resign', ['ferrand', 'minist', 'resign']],
    ['de', 'Die Minister treten nach zwölf Tagen zurück', ['minist', 'tret', 'zwolf', 'tag', 'zuruck']],
    ['ru', 'Министры уходят в отставку', ['министр', 'уход', 'отставк']],
    ['ru', 'Учёные ещё спорят', ['учен', 'спор']],
    ['pl-pl', 'Minister podał się do dymisji', ['minis', 'podał', 'dymis']],
    ['uk', 'Міністра підтримали міністри', ['мініс', 'підтр', 'мініс']],
    ['id', 'Menteri mengumumkan', ['menteri', 'mengumumkan']],
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

describe('TextReader.read', () => {
  it('reads a text alike before and after it has forgotten what it had met', () => {
    const forgetful = new TextReader(new WordStatistics());
    const text = { title: 'Ferrand’s ministers resign', summary: 'after 12 days of the budget talks', language: 'en' };
    const stemsOf = (): string[] => {
      const { title, summary, language } = forgetful.read(text);
      return forgetful.contentOf([...title, ...summary], language).map((id) => forgetful.words.wordOf(id));
    };
    const before = stemsOf();
    const many = Array.from({ length: 150_000 }, (_, at) => `w${at}`).join(' ');
    forgetful.read({ title: many, summary: '', language: null });
    expect(forgetful.lexicon.isFull).toBe(true);
    expect(stemsOf()).toEqual(before);
    expect(forgetful.lexicon.isFull).toBe(false);
  });
});

describe('splitWords', () => {
  it('keeps numbers and leaves out addresses', () => {
    const text = 'The 12th package: 2.5 billion https://a.example/b?c=d www.b.example/e';
    expect(splitWords(text)).toEqual(['the', '12th', 'package', '2', '5', 'billion']);
  });

  it('gives the runs of letters, marks and digits where a script puts spaces between words', () => {
    const unit = fc.oneof(
      fc.constantFrom('a', '1', ' ', '-', 'é', 'ш', '👍🏽', '𐐷', '\u0301', '\udc00'),
      fc.string({ unit: 'binary' }),
    );
    const spaced = fc.array(unit).map((parts) =>
      parts
        .join('')
        .normalize('NFKC')
        .toLowerCase()
        .replace(/[ё'’ʼ]/g, ''),
    );
    fc.assert(
      fc.property(spaced, (text) => {
        fc.pre(!UNSPACED.test(text));
        expect(splitWords(text)).toEqual(text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []);
      }),
    );
  });
});

describe('languageOf', () => {
  it.each([
    ['en', 'the minister said that he will resign', 'en'],
    ['en', 'der Minister sagte, dass er nicht mehr im Amt ist', 'de'],
    ['en-us', 'patay ang lalaki sa gitna ng kalsada nang mga', 'tl'],
    ['de', 'Minister resigns', 'de'],
    [null, 'министр сказал, что он уходит и не вернется', 'ru'],
    [null, 'Vardonia', null],
  ])('declared %s: %s', (declared, text, language) => {
    expect(languageOf([reader.lexicon.read(text)], declared, reader.lexicon)).toBe(language);
  });
});

describe('WordStatistics', () => {
  const table = readWordTable(['# comment\n5 of\n12 minist\n24 zeugma']);
  const idsOf = (words: WordStatistics, texts: string[]): number[] => texts.map((text) => words.idOf(text));

  it('knows from the table what is rare in the long run', () => {
    const words = new WordStatistics(table);
    const [of, minister, zeugma, unheard] = idsOf(words, ['of', 'minist', 'zeugma', 'unheardof']).map((id) =>
      words.rarity(id),
    ) as [number, number, number, number];
    expect(of).toBeLessThan(minister);
    expect(minister).toBeLessThan(zeugma);
    expect(unheard).toBeCloseTo(zeugma, 1);
  });

  it('takes short words for more frequent than long ones where the table has none', () => {
    const words = new WordStatistics(table);
    const rarities = idsOf(words, ['год', 'дело', 'город', 'министр', 'правительств']).map((id) => words.rarity(id));
    expect(rarities).toEqual([...rarities].sort((a, b) => a - b));
    expect(new Set(rarities).size).toBe(rarities.length);
    expect(words.rarity(words.idOf('of'))).toBeLessThan(words.rarity(words.idOf('zu')));
    expect(words.rarity(words.idOf('京'))).toBeLessThan(words.rarity(words.idOf('北京')));
  });

  it('gives every word some weight', () => {
    const words = new WordStatistics(table);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (word) => {
        expect(words.rarity(words.idOf(word))).toBeGreaterThan(1);
      }),
    );
  });

  it('learns from the stream which names are in many events', () => {
    const words = new WordStatistics(table);
    const president = words.idOf('prezident');
    const before = words.rarity(president);
    for (let event = 0; event < 1000; event += 1) {
      words.learnEvent();
      words.learn([president, words.idOf(`event${event}`)]);
    }
    expect(words.rarity(president)).toBeLessThan(before / 2);
    expect(words.rarity(words.idOf('event7'))).toBeGreaterThan(before * 0.8);
  });

  it('unlearns what turned out to be one event', () => {
    const words = new WordStatistics(table);
    const ferry = words.idOf('ferry');
    const before = words.rarity(ferry);
    words.learnEvent();
    words.learn([ferry]);
    words.learn([ferry], -1);
    words.learnEvent(-1);
    expect(words.rarity(ferry)).toBe(before);
    expect(words.takeChanges()).toEqual({ events: 0, words: [{ word: 'ferry', events: 0 }] });
  });

  it('goes on from what was written down as if it had never stopped', () => {
    const first = new WordStatistics(table);
    first.learnEvent();
    first.learn(idsOf(first, ['ferry', 'capsizes']));
    const second = new WordStatistics(table, structuredClone(first.takeChanges()));
    for (const words of [first, second]) words.learn(idsOf(words, ['ferry', 'sinks']));
    for (const word of ['ferry', 'sinks', 'of']) {
      expect(second.rarity(second.idOf(word))).toBe(first.rarity(first.idOf(word)));
    }
    const words = [
      { word: 'ferry', events: 2 },
      { word: 'sinks', events: 1 },
    ];
    expect(second.takeChanges()).toEqual({ events: 1, words });
  });

  it('lets old years fade', () => {
    const words = new WordStatistics(table, { events: 199_999, words: [{ word: 'ferry', events: 900 }] });
    const before = words.rarity(words.idOf('ferry'));
    words.learnEvent();
    expect(words.events).toBe(100_000);
    expect(words.takeChanges().words).toEqual([{ word: 'ferry', events: 450 }]);
    expect(words.rarity(words.idOf('ferry'))).toBeCloseTo(before, 1);
  });
});
