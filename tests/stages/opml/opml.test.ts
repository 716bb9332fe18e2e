import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOpml } from '../../../src/stages/opml/read-opml.ts';
import { type ListedSource, toOpml } from '../../../src/stages/publish/opml.ts';
import { cleanLine } from '../../../src/text/clean.ts';

const list = (body: string) => `<?xml version="1.0"?><opml version="2.0"><head/><body>${body}</body></opml>`;

describe('readOpml', () => {
  it('makes folders categories, nested ones too, and a feed of two folders one feed', () => {
    const { feeds, rejects } = readOpml(
      list(`
        <outline text="World"><outline text="Europe">
          <outline type="rss" text="A" title="A &amp; B" xmlUrl="https://a.example/rss?x=1&amp;y=2" htmlUrl="https://a.example/"/>
        </outline></outline>
        <outline text="Science"><outline text="A again" xmlUrl="https://a.example/rss?x=1&amp;y=2" category="/nature,space"/></outline>
        <outline text="https://b.example/rss" xmlUrl="https://b.example/rss"/>`),
    );
    expect(feeds).toEqual([
      {
        url: 'https://a.example/rss?x=1&y=2',
        title: 'A & B',
        categories: ['World', 'Europe', 'Science', 'nature', 'space'],
      },
      { url: 'https://b.example/rss', title: null, categories: [] },
    ]);
    expect(rejects).toEqual([]);
  });

  it('reports what it leaves out', () => {
    const { feeds, rejects } = readOpml(
      list(`
        <outline text="A" xmlUrl="https://a.example/rss"/><outline text="A" xmlUrl="https://a.example/rss"/>
        <outline text="File" xmlUrl="file:///etc/passwd"/><outline text="A note"/><outline text="Gap" xmlUrl=" "/>
        <outline text="C" xmlUrl="feed://c.example/rss"/><outline text="D" xmlUrl="feed:https://d.example/rss"/>`),
    );
    expect(feeds.map(({ url }) => url)).toEqual([
      'https://a.example/rss',
      'http://c.example/rss',
      'https://d.example/rss',
    ]);
    expect(rejects).toEqual([
      { entry: 'https://a.example/rss', why: 'it is in the list twice' },
      { entry: 'file:///etc/passwd', why: 'its address is not http or https' },
      { entry: 'A note', why: 'it names no feed' },
      { entry: 'Gap', why: 'it names no feed' },
    ]);
  });

  it('reads what is written carelessly: upper case, bare ampersands, a byte order mark', () => {
    const text =
      '\ufeff<OPML version="1.0"><BODY><OUTLINE TEXT="A & B" XMLURL="https://a.example/?x=1&y=2"/></BODY></OPML>';
    expect(readOpml(text).feeds).toEqual([{ url: 'https://a.example/?x=1&y=2', title: 'A & B', categories: [] }]);
  });

  it.each(['<html><body>no</body></html>', 'nothing', ''])('says that %j is no list', (text) => {
    expect(() => readOpml(text)).toThrow(/^expected an OPML list of feeds, got text that begins "/);
  });
});

describe('toOpml', () => {
  it('makes a list of none, too', () => {
    expect(readOpml(toOpml('A & B', []))).toEqual({ feeds: [], rejects: [] });
  });

  it('is read back as what was written, whatever the titles', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .map((s) => cleanLine(s.replaceAll(/[,/]/g, '')));
    const source = fc.record<ListedSource>({
      url: fc.webUrl({ withQueryParameters: true }),
      title: name.filter((s) => s !== ''),
      siteUrl: fc.option(fc.webUrl()),
      categories: fc.uniqueArray(
        name.filter((s) => s !== ''),
        { maxLength: 3 },
      ),
    });
    fc.assert(
      fc.property(fc.uniqueArray(source, { selector: ({ url }) => url, minLength: 1 }), (sources) => {
        const { feeds, rejects } = readOpml(toOpml('All', sources));
        expect(rejects).toEqual([]);
        const byUrl = (a: { url: string }, b: { url: string }) => (a.url < b.url ? -1 : 1);
        expect([...feeds].sort(byUrl)).toEqual(
          sources.map(({ url, title, categories }) => ({ url, title: cleanLine(title), categories })).sort(byUrl),
        );
      }),
    );
  });
});
