import { describe, expect, it } from 'vitest';
import { FeedError } from '../../../src/model/errors.ts';
import type { ParsedFeed } from '../../../src/model/feed.ts';
import { parse } from '../../../src/stages/parse/parse.ts';

const url = 'https://daily.example/feed.xml';

function read(
  document: string | Uint8Array,
  contentType: string | null = null,
  itemsMax?: number,
): Promise<ParsedFeed> {
  const body = typeof document === 'string' ? new TextEncoder().encode(document) : document;
  return parse(body, { contentType, url, ...(itemsMax && { itemsMax }) });
}

function rss(inside: string): string {
  return `<rss version="2.0"><channel><title>Daily</title>${inside}</channel></rss>`;
}

async function failure(document: string): Promise<FeedError> {
  const error = await read(document).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(FeedError);
  return error as FeedError;
}

describe('encodings', () => {
  const title = 'Grüße – “ж”';
  const xml = (encoding: string, text: string) =>
    `<?xml version="1.0" encoding="${encoding}"?>${rss(`<item><title>${text}</title></item>`)}`;
  const utf16 = (text: string, bigEndian: boolean) => {
    const bytes = Buffer.from(text, 'utf16le');
    return bigEndian ? bytes.swap16() : bytes;
  };
  const utf32 = (text: string) =>
    Buffer.from(Uint32Array.from(text, (character) => character.codePointAt(0) as number).buffer);
  const latin = (text: string) => Buffer.from(text, 'latin1');

  it.each<[string, Uint8Array, string | null, string]>([
    ['UTF-8', Buffer.from(xml('utf-8', title)), null, title],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${xml('utf-8', title)}`), null, title],
    ['UTF-8, declared as something else', Buffer.from(xml('iso-8859-1', title)), 'text/xml; charset=us-ascii', title],
    ['UTF-16, little-endian, with a mark', utf16(`\uFEFF${xml('utf-16', title)}`, false), null, title],
    ['UTF-16, big-endian, with a mark', utf16(`\uFEFF${xml('utf-16', title)}`, true), null, title],
    ['UTF-16, without a mark', utf16(xml('utf-16', title), true), null, title],
    ['UTF-32', utf32(xml('utf-32', title)), null, title],
    ['ISO 8859-1 by declaration', latin(xml('iso-8859-1', 'Gr\xfc\xdfe')), null, 'Grüße'],
    ['windows-1252, though declared ISO 8859-1', latin(xml('iso-8859-1', '\x93Gr\xfc\xdfe\x94')), null, '“Grüße”'],
    ['windows-1252 that nothing declares', latin(rss('<item><title>Gr\xfc\xdfe \x80</title></item>')), null, 'Grüße €'],
    [
      'windows-1251 by the header',
      latin(rss('<item><title>\xcc\xee\xf1\xea\xe2\xe0</title></item>')),
      'text/xml; charset=windows-1251',
      'Москва',
    ],
    ['KOI8-R by declaration', latin(xml('koi8-r', '\xed\xcf\xd3\xcb\xd7\xc1')), null, 'Москва'],
    ['GBK', latin(xml('gb2312', '\xd6\xd0\xce\xc4')), null, '中文'],
    ['Big5', latin(xml('big5', '\xa4\xa4\xa4\xe5')), null, '中文'],
    ['EUC-KR', latin(xml('euc-kr', '\xc7\xd1\xb1\xdb')), null, '한글'],
    ['Shift_JIS', latin(xml('shift_jis', '\x93\xfa\x96\x7b')), null, '日本'],
    [
      'UTF-8 and windows-1252 mixed up',
      Buffer.concat([
        Buffer.from('<rss><channel><item><title>Grüße '),
        latin('\x96 \xe9'),
        Buffer.from('</title></item></channel></rss>'),
      ]),
      null,
      'Grüße – é',
    ],
    ['controls that were windows-1252', Buffer.from(rss('<item><title>don\u0092t</title></item>')), null, 'don’t'],
  ])('%s', async (_, body, contentType, expected) => {
    expect((await read(body, contentType)).items[0]?.title).toBe(expected);
  });
});

describe('JSON Feed', () => {
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Salt & Pepper',
    home_page_url: 'https://salt.example/',
    hubs: [{ type: 'WebSub', url: 'https://hub.example/' }],
    authors: [{ name: 'Cook' }],
    items: [
      {
        id: '1',
        url: '/1',
        title: 'a < b',
        content_text: 'x < y\nz',
        date_published: '2024-03-05T10:00:00+01:00',
        tags: ['x'],
        attachments: [{ url: '/1.mp3', mime_type: 'audio/mpeg', size_in_bytes: 5 }],
      },
      {
        id: 2,
        external_url: 'https://other.example/2',
        content_html: '<img src="/i.png">',
        authors: [{ name: 'Guest' }],
      },
      { id: '3' },
    ],
  };

  it('is read whole', async () => {
    const { items, ...head } = await read(JSON.stringify(feed), 'application/feed+json', 2);
    expect(head).toMatchObject({
      format: 'json',
      version: 'json 1.1',
      title: 'Salt &amp; Pepper',
      link: 'https://salt.example/',
      hubUrl: 'https://hub.example/',
    });
    expect(head.warnings).toEqual(['has more than 2 items; the rest was not read']);
    expect(items).toMatchObject([
      {
        id: '1',
        link: 'https://daily.example/1',
        title: 'a &lt; b',
        content: 'x &lt; y\nz',
        authors: ['Cook'],
        categories: ['x'],
        enclosures: [{ url: 'https://daily.example/1.mp3', type: 'audio/mpeg', bytes: 5 }],
      },
      {
        id: '2',
        link: 'https://other.example/2',
        content: '<img src="https://other.example/i.png">',
        authors: ['Guest'],
      },
    ]);
    expect(items[0]?.published).toEqual(new Date('2024-03-05T09:00:00Z'));
  });

  it('is found behind what a server wrote before it', async () => {
    expect((await read(`HTTP/1.1 200 OK\r\n\r\n${JSON.stringify(feed)}`)).items).toHaveLength(3);
  });

  it('does not let __proto__ in', async () => {
    const text = JSON.stringify(feed).replace('"id":"1"', '"id":"1","__proto__":{"polluted":1}');
    expect((await read(text)).items[0]).not.toHaveProperty('polluted');
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('what is no feed', () => {
  it.each([
    ['', 'empty'],
    [' \n', 'empty'],
    ['hello', 'not_a_feed'],
    ['<opml version="2.0"><body/></opml>', 'not_a_feed'],
    ['{"a":1}', 'not_a_feed'],
    ['{"items":[', 'unreadable'],
    ['<rss', 'not_a_feed'],
  ])('%j is %s', async (document, code) => {
    const error = await failure(document);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/expected .+, got /);
  });

  it('names the feeds that a web page offers', async () => {
    const error = await failure(
      '<!DOCTYPE html><html><head><link rel="alternate" type="application/rss+xml" href="/rss?a=1&amp;b=2"><link rel=alternate type=application/atom+xml href=https://x.example/atom><link rel="stylesheet" href="/x.css"></head></html>',
    );
    expect(error.code).toBe('not_a_feed');
    expect(error.feeds).toEqual(['https://daily.example/rss?a=1&b=2', 'https://x.example/atom']);
    expect(error.message).toContain(
      'a web page; the page offers https://daily.example/rss?a=1&b=2 and https://x.example/atom',
    );
  });
});

describe('broken documents', () => {
  const titles = async (document: string) => (await read(document)).items.map(({ title }) => title);

  it.each<[string, string, string[]]>([
    ['no version', '<rss><channel><item><title>A</title></item></channel></rss>', ['A']],
    ['no channel', '<rss><item><title>A</title></item></rss>', ['A']],
    ['no rss', '<channel><item><title>A</title></item></channel>', ['A']],
    [
      'two channels',
      '<rss><channel><item><title>A</title></item></channel><channel><item><title>B</title></item></channel></rss>',
      ['A', 'B'],
    ],
    ['an empty item', rss('<item/><item><title>A</title></item>'), ['', 'A']],
    ['an item of text', '<feed><entry>text</entry><entry><title>A</title></entry></feed>', ['', 'A']],
    ['a bad Atom date', '<feed><entry><title>A</title><updated>soon</updated></entry></feed>', ['A']],
    ['an Atom link without attributes', '<feed><link/><entry><link>x</link><title>A</title></entry></feed>', ['A']],
    ['a wrong closing tag', rss('<item><title>A</title></itme><item><title>B</title></item>'), ['A', 'B']],
    ['a tag in capitals', rss('<item><title>A</TITLE></item><item><title>B</title></item>'), ['A', 'B']],
    ['comments with dashes', rss('<!-- a -- b --><item><title>A<!-- c -- d --></title></item>'), ['A']],
    ['a declaration in the middle', rss('<!ELEMENT x><item><title>A</title></item>'), ['A']],
    ['junk after the end', `${rss('<item><title>A</title></item>')}<script>x</script>`, ['A']],
    [
      'attributes without quotes',
      rss('<item><enclosure url=https://x.example/1 type=a/b length=3 /><title>A</title></item>'),
      ['A'],
    ],
    ['an undeclared prefix', rss('<item><zz:x>y</zz:x><title>A</title></item>'), ['A']],
    [
      'elements named as xml2js names things',
      rss('<item><_>x</_><title>A</title><constructor>y</constructor><__proto__>z</__proto__></item>'),
      ['A'],
    ],
    ['a document that stops in an item', rss('<item><title>A</title></item><item><title>B').slice(0, -16), ['A']],
    ['a document that stops after an item', '<rss><channel><item><title>A</title></item>', ['A']],
    [
      'CDATA without an end',
      '<rss><channel><item><title>A</title></item><item><title>B</title><description><![CDATA[x',
      ['A'],
    ],
    ['text around CDATA', rss('<item><title>A & <![CDATA[<b>B</b>]]> & C</title></item>'), ['A & <b>B</b> & C']],
    ['references that XML forbids', rss('<item><title>A&#0;&#x110000;&#xD800;B&#150;C</title></item>'), ['AB–C']],
  ])('%s', async (_, document, expected) => {
    expect(await titles(document)).toEqual(expected);
  });

  it('says what was wrong', async () => {
    const { warnings } = await read(`x${rss('<item><title>A & B</title></itme>')}`);
    expect(warnings).toEqual([
      'has other text before the feed',
      'has bare "&" or entities unknown to XML',
      'has tags that do not match (3 times)',
    ]);
    expect((await read(rss('<item><title>A</title></item>'))).warnings).toEqual([]);
  });
});
