import { describe, expect, it } from 'vitest';
import type { ParsedFeed, ParsedItem } from '../../../src/model/feed.ts';
import type { IncomingItem } from '../../../src/model/item.ts';
import { normalise } from '../../../src/stages/normalise/normalise.ts';

const now = new Date('2024-03-06T00:00:00Z');
const source = { url: 'https://daily.example/feed.xml', outlet: 'The Daily', siteUrl: null, language: null };

function feed(items: readonly Partial<ParsedItem>[], change: Partial<ParsedFeed> = {}): ParsedFeed {
  return {
    format: 'rss',
    version: 'rss 2.0',
    encoding: 'utf-8',
    title: 'Daily',
    authors: [],
    categories: [],
    hints: {},
    warnings: [],
    items: items.map((item) => ({ title: '', authors: [], categories: [], enclosures: [], ...item })),
    ...change,
  };
}

function one(item: Partial<ParsedItem>, change: Partial<ParsedFeed> = {}): IncomingItem {
  return normalise(feed([item], change), source, now).items[0] as IncomingItem;
}

describe('identity', () => {
  const identities = (items: readonly Partial<ParsedItem>[]) =>
    normalise(feed(items), source, now).items.map(({ identity }) => identity);

  it('is the guid, else the link, else the title', () => {
    const [guid, link, title, sameTitle] = identities([
      { id: ' g1 ', link: 'https://daily.example/1' },
      { link: 'https://daily.example/2?utm_source=x' },
      { title: 'Three' },
      { title: 'Three', summary: 'edited' },
    ]);
    expect([guid, link]).toEqual(['g1', 'https://daily.example/2?utm_source=x']);
    expect(title).toMatch(/^[0-9a-f]{32}$/);
    expect(sameTitle).toBe(title);
  });

  it('has a page that stays the same, whatever session the server begins for a poll', () => {
    const polled = (session: string) =>
      one({ link: `https://daily.example/a.do;jsessionid=${session}`, title: 'Ferry aground' });
    const { urlKey, contentHash } = polled('7F3A');
    expect(polled('99B0')).toMatchObject({ urlKey, contentHash });
    expect(urlKey).not.toBeNull();
  });

  it('is not a guid that items with other links share', () => {
    const found = identities([
      { id: 'same', link: 'https://daily.example/1', title: 'Ferry aground' },
      { id: 'same', link: 'https://daily.example/2', title: 'Council votes' },
    ]);
    expect(new Set(found).size).toBe(2);
  });

  it('is not an address that items of different titles share', () => {
    const { items } = normalise(
      feed([
        { id: 'a', link: 'https://daily.example/changes#1', title: 'Version one' },
        { id: 'b', link: 'https://daily.example/changes#2', title: 'Second release' },
        { id: 'c', link: 'https://daily.example/live', title: 'Storm: what we know' },
        { id: 'd', link: 'https://daily.example/live', title: 'Storm: what we know now' },
      ]),
      source,
      now,
    );
    expect(items.map(({ canonicalUrl }) => canonicalUrl)).toEqual([
      null,
      null,
      'https://daily.example/live',
      'https://daily.example/live',
    ]);
  });
});

describe('dates', () => {
  it.each([
    ['2024-03-05T10:00:00Z', '2024-03-05T10:00:00.000Z'],
    ['2024-03-06T00:00:01Z', undefined],
    ['1970-01-01T00:00:00Z', undefined],
  ])('%s', (date, expected) => {
    expect(one({ published: new Date(date) }).publishedAt?.toISOString()).toBe(expected);
  });

  it('fall back to the update, and say when they lie in the future', () => {
    expect(one({ updated: new Date('2024-03-05T10:00:00Z') }).publishedAt).toEqual(new Date('2024-03-05T10:00:00Z'));
    const { warnings } = normalise(feed([{ published: new Date('2025-01-01') }]), source, now);
    expect(warnings).toEqual(['1 items are dated later than now']);
  });
});

describe('titles', () => {
  it.each([
    ['Ferry <em>Aurora</em> aground &amp; afloat | The Daily', 'Ferry Aurora aground & afloat', null],
    ['Ferry aground - Reuters', 'Ferry aground', 'Reuters'],
    ['1 &lt; 2 and 3 > 2', '1 < 2 and 3 > 2', null],
  ])('%s', (title, expected, attribution) => {
    expect(one({ title })).toMatchObject({ title: expected, attribution });
  });

  it('are made of the text where the feed has none', () => {
    expect(one({ summary: `<p>${'word '.repeat(50)}</p>` }).title).toMatch(/^word .{80,100}…$/);
    expect(one({ link: 'https://daily.example/1' }).title).toBe('https://daily.example/1');
  });

  it('name the origin that an aggregator gives', () => {
    expect(one({ title: 'Ferry aground - Gull Post', via: { title: 'Gull Post' } })).toMatchObject({
      title: 'Ferry aground',
      attribution: 'Gull Post',
    });
    expect(one({ title: 'Ferry aground', via: { title: 'The Daily' } }).attribution).toBeNull();
  });
});

describe('texts', () => {
  it('are plain, short and without furniture', () => {
    const summary =
      '<p>Tugs pulled her free &mdash; at noon.</p><p>Photo: C. Holm</p><p>12 comments</p><p>Share this story</p><h3>Related stories</h3><p>Fees go up</p><img src="https://pixel.example/1" width="1">';
    expect(one({ summary })).toMatchObject({
      summary: 'Tugs pulled her free — at noon.',
      contentHtml: '',
      imageUrl: null,
    });
  });

  it('keep their HTML, made safe, where it says more than the summary', () => {
    const content = `<p onclick="x()">${'Long text. '.repeat(60)}</p><script>alert(1)</script><a href="javascript:x">a</a><img src="https://daily.example/i.jpg"><iframe src="//x"></iframe>`;
    const item = one({ content });
    expect(item.contentHtml).toMatch(/^<p>Long text\..*<\/p><a>a<\/a><img src="https:\/\/daily.example\/i.jpg" \/>$/);
    expect(item.imageUrl).toBe('https://daily.example/i.jpg');
    expect(item.summary.length).toBeLessThanOrEqual(501);
    expect(item.summary).not.toContain('alert');
  });
});

describe('contentHash', () => {
  const base = {
    id: '1',
    title: 'Ferry aground',
    link: 'https://daily.example/1',
    summary: '<p>Tugs pulled her free.</p><p>12 comments</p>',
  };
  const hash = one(base).contentHash;

  it.each([
    ['a tracking parameter', { link: 'https://daily.example/1?utm_source=x' }],
    ['a comment counter', { summary: '<p>Tugs pulled her free.</p><p>13 comments</p>' }],
    [
      'markup',
      { summary: '<div class="x">Tugs <b>pulled</b> her free.</div><img src="https://pixel.example/2" width="1">' },
    ],
    ['the outlet in the title', { title: 'Ferry aground - The Daily' }],
    ['the date', { published: new Date('2024-03-01') }],
    ['categories', { categories: ['x'] }],
  ])('does not change with %s', (_, change) => {
    expect(one({ ...base, ...change }).contentHash).toBe(hash);
  });

  it.each([
    ['the headline', { title: 'Ferry afloat' }],
    ['the text', { summary: '<p>Tugs pulled her free at noon.</p>' }],
    ['the author', { authors: ['A. Larsen'] }],
  ])('changes with %s', (_, change) => {
    expect(one({ ...base, ...change }).contentHash).not.toBe(hash);
  });
});

describe('the rest', () => {
  it('is cleaned', () => {
    expect(
      one({
        link: 'https://me:secret@daily.example/1',
        authors: ['Ada  Larsen', 'ada larsen', 'desk@daily.example'],
        categories: ['A &amp; B', 'a & b', ''],
        language: 'en_GB',
        imageUrl: 'data:image/png;base64,x',
        enclosures: [
          { url: 'javascript:x' },
          { url: 'https://daily.example/a b.mp3', type: 'audio/mpeg; codecs="mp3"', bytes: 7 },
          { url: 'https://daily.example/b.mp3', type: 'a\0/b' },
        ],
      }),
    ).toMatchObject({
      url: 'https://daily.example/1',
      authors: ['Ada Larsen'],
      categories: ['A & B'],
      language: 'en-gb',
      imageUrl: null,
      enclosures: [
        { url: 'https://daily.example/a%20b.mp3', type: 'audio/mpeg', bytes: 7 },
        { url: 'https://daily.example/b.mp3' },
      ],
    });
    expect(one({ language: '{lang}' }, { language: 'de' }).language).toBe('de');
  });
});
