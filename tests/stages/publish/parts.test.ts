import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everything, filterQuery, parseFilter, sinceMoment } from '../../../src/model/filter.ts';
import { sayAge, sayClock, sayLongDay } from '../../../src/stages/publish/ages.ts';
import { coverageOf } from '../../../src/stages/publish/coverage.ts';
import { rank } from '../../../src/stages/publish/rank.ts';
import { articleUrl, attribute, html, languageTag, plain, webUrl } from '../../../src/stages/publish/safe.ts';
import { titleOf } from '../../../src/stages/publish/titles.ts';
import { article, NOW } from './publication.ts';

const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

describe('filters', () => {
  it.each([
    ['', ''],
    ['category=b&category=a&category=b', '?category=a&category=b'],
    ['language=DE&category=x', '?category=x&language=de'],
    ['q=%20%20two%0Awords%00&limit=&since=', '?q=two+words'],
    ['group=cluster&minOutlets=1', ''],
    ['since=24h&minOutlets=3&limit=10&utm_source=mail', '?minOutlets=3&since=24h&limit=10'],
    ['limit=5&limit=&limit=5&q=&q=x&group=', '?q=x&limit=5'],
    ['before=1700000000000000-17', '?before=1700000000000000-17'],
  ])('%s is %s', (query, canonical) => {
    expect(filterQuery(parseFilter(new URLSearchParams(query)))).toBe(canonical);
  });

  it('come back as they were from their own query string', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    const lists = fc.array(fc.tuple(fc.constantFrom('category', 'outlet', 'source'), name), { maxLength: 6 });
    const params = fc.tuple(lists, name).map(([pairs, q]) => [...pairs, ['q', q]] as [string, string][]);
    fc.assert(
      fc.property(params, (pairs) => {
        const once = parseFilter(new URLSearchParams(pairs));
        expect(parseFilter(new URLSearchParams(filterQuery(once)))).toEqual(once);
      }),
    );
  });

  it.each([
    ['2025-03-04', '2025-03-04T00:00:00.000Z'],
    ['2025-03-04T06:00:00+02:00', '2025-03-04T04:00:00.000Z'],
    ['90m', '2025-03-04T10:30:00.000Z'],
    ['7d', '2025-02-25T12:00:00.000Z'],
  ])('since %s is %s', (since, moment) => {
    expect(sinceMoment(since, NOW.getTime()).toISOString()).toBe(moment);
  });

  it('are said in the title', () => {
    expect(titleOf(everything, 'News')).toBe('News');
    const filter = parseFilter(new URLSearchParams('q=ice&language=pt-br&minOutlets=3&since=7d&group=story&outlet=A'));
    expect(titleOf(filter, 'News')).toBe(
      'News · “ice” · A · in Brazilian Portuguese · 3 outlets or more · last 7d · by story',
    );
  });
});

describe('safe text', () => {
  it.each([
    ['a\u0000b\u000bc\u009fd\ufffee\ud800f', 'abcdef'],
    ['  two\n lines\t', 'two lines'],
    ['𝒳 🏴 é', '𝒳 🏴 é'],
  ])('plain %j', (text, expected) => expect(plain(text)).toBe(expected));

  it('is the same but for white space and what XML cannot say, whatever the character', () => {
    const wrong = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter((character) => {
      const expected = /(?![\v\f])\s/.test(character)
        ? ' '
        : /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u.test(character)
          ? ''
          : character;
      return plain(`a${character}b`) !== `a${expected}b` || plain(`${character}b`) !== `${expected}b`.trim();
    });
    expect(wrong).toEqual([]);
  });

  it('webUrl reads names outside ASCII however often it is called', () => {
    const read = Array.from({ length: 20_000 }, () => webUrl('https://zürich.example/'));
    expect(new Set(read)).toEqual(new Set(['https://xn--zrich-kva.example/']));
  });

  it('html escapes what is markup between tags, and attribute what would end a value', () => {
    const text = `<a href="x" title='y'>&amp;</a>]]>`;
    expect(html(text)).toBe(`&lt;a href="x" title='y'&gt;&amp;amp;&lt;/a&gt;]]&gt;`);
    expect(attribute(text)).toBe(`&lt;a href=&quot;x&quot; title='y'&gt;&amp;amp;&lt;/a&gt;]]&gt;`);
  });

  it.each([
    ['https://a.example/ü?q=1&r=2#f', 'https://a.example/%C3%BC?q=1&r=2#f'],
    ['https://user:pass@a.example/', 'https://a.example/'],
    ['http://bücher.example/', 'http://xn--bcher-kva.example/'],
    ['https://a.example/%zz|x', 'https://a.example/%25zz%7Cx'],
    ['javascript:alert(1)', null],
    ['\u0001javascript:alert(1)', null],
    ['data:text/html,x', null],
    ['//a.example/x', null],
    ['/x', null],
    ['', null],
    [null, null],
  ])('webUrl %j', (url, expected) => expect(webUrl(url)).toBe(expected));

  it.each([
    ['en', 'en'],
    ['zh-hant-tw', 'zh-hant-tw'],
    ['x"><', null],
    ['', null],
    [null, null],
  ])('languageTag %j', (tag, expected) => expect(languageTag(tag)).toBe(expected));
});

describe('coverage', () => {
  it('starts with the lead’s outlet, then goes by who had it first, each page once', () => {
    const lead = article({ outlet: 'C', at: ago(10) });
    const copy = { ...article({ outlet: 'C', at: ago(9) }), url: lead.url };
    const rest = [
      article({ outlet: 'B', at: ago(5) }),
      article({ outlet: 'A', at: ago(60) }),
      article({ outlet: 'B', at: ago(50) }),
    ];
    const outlets = coverageOf([...rest, copy, lead], lead);
    expect(outlets.map(({ outlet, articles }) => `${outlet} ${articles.length}`)).toEqual(['C 1', 'A 1', 'B 2']);
    expect(outlets[2]?.articles.map(({ at }) => at)).toEqual([ago(50), ago(5)]);
  });
});

describe('ranking', () => {
  const candidate = (id: number, outletCount: number, firstAgo: number, lastAgo: number) => ({
    id,
    outletCount,
    firstAt: ago(firstAgo),
    lastAt: ago(lastAgo),
  });

  it.each([
    ['more outlets win', [candidate(1, 2, 60, 10), candidate(2, 9, 60, 10)], [2, 1]],
    ['fresh wins over old', [candidate(1, 3, 2000, 1900), candidate(2, 2, 60, 50)], [2, 1]],
    ['still being reported wins over silent', [candidate(1, 5, 900, 800), candidate(2, 5, 900, 5)], [2, 1]],
    ['equals keep an order', [candidate(1, 1, 9, 9), candidate(3, 1, 9, 9), candidate(2, 1, 9, 9)], [3, 2, 1]],
    ['a date in the future gains nothing', [candidate(1, 2, -600, -600), candidate(2, 3, 0, 0)], [2, 1]],
  ])('%s', (_name, candidates, ids) => expect(rank(candidates, NOW)).toEqual(ids));
});

describe('ages', () => {
  it.each([
    [1, 'just now'],
    [35, '35 min ago'],
    [60 * 6 + 30, '6 h ago'],
    [60 * 30, 'yesterday'],
    [60 * 24 * 3, '3 days ago'],
    [60 * 24 * 40, '23 Jan 2025'],
    [-5, 'just now'],
  ])('%i minutes', (minutes, said) => expect(sayAge(ago(minutes), NOW)).toBe(said));

  it('says times in UTC', () => {
    expect([sayClock(ago(60), NOW), sayClock(ago(60 * 20), NOW), sayLongDay(NOW)]).toEqual([
      '11:00',
      '3 Mar 16:00',
      'Tuesday, 4 Mar 2025',
    ]);
  });
});

describe('article links', () => {
  it.each([
    ['https://a.example/x?utm_source=rss&id=7&fbclid=1#part', 'https://a.example/x?id=7#part'],
    ['https://a.example/x?utm_source=rss', 'https://a.example/x'],
    ['https://a.example/x?b=2&a=1', 'https://a.example/x?b=2&a=1'],
    ['javascript:alert(1)?utm_source=1', null],
  ])('%s leads to %s', (url, expected) => expect(articleUrl(url)).toBe(expected));
});
