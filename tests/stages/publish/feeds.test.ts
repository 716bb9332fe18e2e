import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everything } from '../../../src/model/filter.ts';
import type { Publication } from '../../../src/model/publication.ts';
import { defaultSettings } from '../../../src/model/settings.ts';
import { toAtom } from '../../../src/stages/publish/atom.ts';
import type { FeedContext } from '../../../src/stages/publish/feed-view.ts';
import { toJsonFeed } from '../../../src/stages/publish/json-feed.ts';
import { toRss } from '../../../src/stages/publish/rss.ts';
import { WrittenEntries } from '../../../src/stages/publish/written-entries.ts';
import { HOSTILE, HOSTILE_URLS } from '../../site/world.ts';
import { checkAtom } from './check-atom.ts';
import { article, entry, NOW, publication } from './publication.ts';
import { childrenOf, readXml, textOf, type XmlElement } from './strict-xml.ts';

const context = (format: FeedContext['format']): FeedContext => ({
  site: defaultSettings.site,
  base: 'https://news.example',
  format,
  hub: null,
});
const atom = (what: Publication) => toAtom(what, context('atom'));
const rss = (what: Publication) => toRss(what, context('rss'));
const json = (what: Publication) => JSON.parse(toJsonFeed(what, context('json')));

describe('Atom', () => {
  it.each([
    ['nothing', publication([])],
    ['one entry', publication([entry()])],
    ['all that an entry may have', publication([full()])],
    ['a page', publication([entry()], { next: { micros: 1, id: 2 } })],
    ['an archive page', publication([entry()], { archive: { page: 3, previous: 2, next: 4 } })],
    [
      'a filter',
      publication([entry()], { filter: { ...everything, q: 'a & <b>', category: ['x&y', 'ü'], language: ['de'] } }),
    ],
    [
      'a summary for a headline, cut within a character of two units',
      publication([entry([article({ title: '', summary: `${'x'.repeat(99)}𝒳𝒳` })])]),
    ],
    ['no address, no summary, no headline', publication([entry([article({ url: null, summary: '', title: '' })])])],
  ])('is valid: %s', (_name, what) => {
    expect(checkAtom(atom(what), NOW.getTime())).toEqual([]);
  });

  it('links the lead as the only alternate, every other article as related, and names the source', () => {
    const feed = readXml(atom(publication([full()])));
    const [item] = childrenOf(feed, 'entry') as [XmlElement];
    const links = childrenOf(item, 'link').map(({ attributes }) => [attributes.get('rel'), attributes.get('href')]);
    expect(links).toEqual([
      ['alternate', 'https://harbour-post.example/storm?a=1&b=2'],
      ['related', 'https://nordlicht.example/sturm'],
      ['related', expect.stringMatching(/^https:\/\/news\.example\/c\/\d+$/)],
    ]);
    expect(textOf(childrenOf(item, 'source')[0])).toContain('The Harbour Post');
    expect(childrenOf(item, 'author').map((author) => textOf(author).trim())).toEqual(['Imke Tarrant', 'Joss Weller']);
    expect(childrenOf(item, 'category').map(({ attributes }) => attributes.get('term'))).toEqual(['world', 'Weather']);
  });

  it.each(['&apos; & <b>', 'a ]]> b', '$& $1 $$ &', '<![CDATA[', '0 < 1'])('says %j as it is', (title) => {
    const [item] = childrenOf(readXml(atom(publication([entry([article({ title, summary: title })])]))), 'entry');
    expect(['title', 'summary'].map((name) => textOf(childrenOf(item as XmlElement, name)[0]))).toEqual([title, title]);
  });

  it('is the same for the same publication, whenever it is written', () => {
    const what = publication([full()]);
    expect(atom(what)).toBe(atom(what));
  });
});

describe('RSS', () => {
  it('says what Atom says, as far as it can', () => {
    const channel = childrenOf(readXml(rss(publication([full()]))), 'channel')[0] as XmlElement;
    const [item] = childrenOf(channel, 'item') as [XmlElement];
    const value = (name: string) => childrenOf(item, name).map(textOf);
    expect(value('title')).toEqual(['Storm closes straits & ports']);
    expect(value('link')).toEqual(['https://harbour-post.example/storm?a=1&b=2']);
    expect(value('guid')[0]).toMatch(/^urn:uuid:/);
    expect(value('category')).toEqual(['world', 'Weather']);
    expect(value('source')).toEqual(['The Harbour Post']);
    expect(childrenOf(item, 'creator', 'http://purl.org/dc/elements/1.1/').map(textOf)).toEqual([
      'Imke Tarrant',
      'Joss Weller',
    ]);
    expect(value('description')[0]).toContain('Gusts');
  });

  it('leaves quotes in descriptions as they are', () => {
    const summary = `Women's team “wins” "all" & <more>`;
    const channel = childrenOf(readXml(rss(publication([entry([article({ summary })])]))), 'channel')[0] as XmlElement;
    const [item] = childrenOf(channel, 'item') as [XmlElement];
    const said = `Women's team “wins” "all" &amp; &lt;more&gt;`;
    expect(childrenOf(item, 'description').map(textOf)).toEqual([said]);
    expect(childrenOf(item, 'encoded', 'http://purl.org/rss/1.0/modules/content/').map(textOf)).toEqual([
      expect.stringContaining(said),
    ]);
  });
});

describe('JSON Feed', () => {
  it('is version 1.1 with authors, language and outlets', () => {
    const feed = json(publication([full()], { next: { micros: 5, id: 6 } }));
    expect(feed).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      language: 'en',
      feed_url: 'https://news.example/feed.json',
      home_page_url: 'https://news.example/',
      next_url: 'https://news.example/feed.json?before=5-6',
    });
    expect(feed.items[0]).toMatchObject({
      url: 'https://harbour-post.example/storm?a=1&b=2',
      authors: [{ name: 'Imke Tarrant' }, { name: 'Joss Weller' }],
      tags: ['world', 'Weather'],
      image: 'https://img.example/a.jpg',
      _newsbraid: { outlets: [{ outlet: 'The Harbour Post' }, { outlet: 'Nordlicht' }] },
    });
  });
});

describe('hostile text', () => {
  const words = fc.oneof(
    fc.constantFrom(...HOSTILE),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .array(fc.constantFrom(...HOSTILE, ']]>', '<', '&', '\u0000', '\ud800'), { maxLength: 4 })
      .map((parts) => parts.join('')),
  );
  const address = fc.oneof(fc.constantFrom(...HOSTILE_URLS), fc.webUrl(), words, fc.constant(null));
  const hostileArticle = fc
    .record({
      outlet: words,
      url: address,
      title: words,
      titleBefore: fc.option(words),
      attribution: fc.option(words),
      summary: words,
      authors: fc.array(words, { maxLength: 3 }),
      categories: fc.array(words, { maxLength: 3 }),
      language: fc.option(fc.constantFrom('en', 'pt-br', 'x"><', '', 'zh-hant-tw')),
      imageUrl: address,
      source: fc.record({
        id: fc.constant(1),
        url: fc.oneof(fc.constantFrom(...HOSTILE_URLS), fc.webUrl()),
        title: words,
        siteUrl: address,
        categories: fc.array(words, { maxLength: 2 }),
      }),
    })
    .map((change) => article(change));
  const hostile = fc
    .array(
      fc.array(hostileArticle, { minLength: 1, maxLength: 4 }).map((articles) => entry(articles)),
      { maxLength: 3 },
    )
    .chain((entries) =>
      fc.record({ q: fc.option(words), category: fc.array(words, { maxLength: 2 }) }).map((change) =>
        publication(entries, {
          filter: { ...everything, ...change },
          similar: new Map(
            entries.map(({ clusterId, lead: { title }, outletCount, updatedAt }) => [
              clusterId + 1,
              [{ clusterId, title, outletCount, at: updatedAt, score: 0.5 }],
            ]),
          ),
        }),
      ),
    );

  it('never breaks Atom', () => {
    fc.assert(
      fc.property(hostile, (what) => void expect(checkAtom(atom(what), NOW.getTime())).toEqual([])),
      { numRuns: 300 },
    );
  });

  it('is the same in Atom whether its entries were written before or not', () => {
    const written = new WrittenEntries();
    const bases = fc.constantFrom('https://news.example', 'http://localhost:8080/news');
    const languages = fc.constantFrom('en', 'de');
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 2 }), bases, languages, (parts, base, language) => {
        const what = publication(
          parts.flatMap(({ entries }) => entries),
          { similar: parts[0]?.similar ?? new Map() },
        );
        const where = { ...context('atom'), base, site: { ...defaultSettings.site, language } };
        const anew = toAtom(what, where);
        expect([toAtom(what, where, written), toAtom(what, where, written)]).toEqual([anew, anew]);
        const changed = publication(what.entries.map((one) => ({ ...one, updatedAt: NOW })).reverse());
        expect(toAtom(changed, where, written)).toBe(toAtom(changed, where));
      }),
      { numRuns: 100 },
    );
  });

  it('never breaks RSS', () => {
    fc.assert(
      fc.property(hostile, (what) => {
        const channel = childrenOf(readXml(rss(what)), 'channel')[0] as XmlElement;
        expect(childrenOf(channel, 'item')).toHaveLength(what.entries.length);
        for (const item of childrenOf(channel, 'item'))
          expect(textOf(childrenOf(item, 'title')[0])).not.toMatch(/<[a-z/!?]/i);
      }),
      { numRuns: 300 },
    );
  });

  it('never breaks JSON Feed', () => {
    fc.assert(
      fc.property(hostile, (what) => void expect(json(what).items).toHaveLength(what.entries.length)),
      { numRuns: 300 },
    );
  });

  it('never reaches a reader as anything but text and web links', () => {
    fc.assert(
      fc.property(hostile, (what) => {
        for (const item of json(what).items) {
          const tags = [...(item.content_html as string).matchAll(/<\/?([a-z\d]+)([^>]*)>/gi)];
          for (const [, name, attributes] of tags) {
            expect(['p', 'ul', 'li', 'strong', 'a', 'span', 'img']).toContain(name);
            expect(attributes).toMatch(/^( (href|src)="https?:[^"<>\s]*"| (lang|dir)="[\w-]*"| alt="")*$/);
          }
          expect(item.content_html).not.toMatch(/[\u0000-\u0008\ufffe\uffff]|<(?!\/?[a-z])/);
          expect(item.url).toMatch(/^https?:\/\//);
        }
      }),
      { numRuns: 300 },
    );
  });
});

function full() {
  const lead = article({
    url: 'https://harbour-post.example/storm?a=1&b=2',
    title: 'Storm closes straits & ports',
    titleBefore: 'Storm nears',
    summary: 'Gusts of 140 km/h.',
    authors: ['Imke Tarrant', 'Joss Weller'],
    categories: ['Weather', 'World'],
    imageUrl: 'https://img.example/a.jpg',
  });
  const other = article({
    outlet: 'Nordlicht',
    url: 'https://nordlicht.example/sturm',
    title: 'Sturm',
    language: 'de',
  });
  return entry([lead, other]);
}
