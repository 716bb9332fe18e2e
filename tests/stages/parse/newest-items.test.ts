import { describe, expect, it } from 'vitest';
import { type ParseContext, parse } from '../../../src/stages/parse/parse.ts';

const context = { contentType: null, url: 'https://daily.example/feed', itemsMax: 5 };
const day = (n: number) => new Date(Date.UTC(2026, 0, n));
const ascending = [1, 2, 3, 4, 5, 6, 7, 8];

const rss = (days: readonly number[]) =>
  `<rss version="2.0"><channel><title>Daily</title>${days
    .map((n) => `<item><guid>${n}</guid><title>Ferry ${n}</title><pubDate>${day(n).toUTCString()}</pubDate></item>\n`)
    .join('')}</channel></rss>`;
const atom = (days: readonly number[]) =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><title>Daily</title>${days
    .map((n) => `<entry><id>${n}</id><title>Ferry ${n}</title><updated>${day(n).toISOString()}</updated></entry>`)
    .join('')}</feed>`;
const json = (days: readonly number[]) =>
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Daily',
    items: days.map((n) => ({ id: String(n), content_text: `Ferry ${n}`, date_published: day(n).toISOString() })),
  });

async function read(document: string, more: Partial<ParseContext> = {}) {
  const feed = await parse(Buffer.from(document), { ...context, ...more });
  return { ...feed, ids: feed.items.map(({ id }) => Number(id)) };
}

describe('of a document with too many items', () => {
  describe.each([
    ['RSS', rss],
    ['Atom', atom],
    ['JSON', json],
  ])('%s', (_, write) => {
    it('the first are read', async () => {
      const { ids, warnings } = await read(write(ascending.toReversed()));
      expect(ids).toEqual([8, 7, 6, 5, 4]);
      expect(warnings).toEqual(['has more than 5 items; the rest was not read']);
    });

    it('the last are read where the oldest come first', async () => {
      const { ids, warnings } = await read(write(ascending));
      expect(ids).toEqual([4, 5, 6, 7, 8]);
      expect(warnings).toEqual(['has more than 5 items, the oldest first; only the last were read']);
    });

    it('the first are read where one that is old is pinned to the top, or all are of one day', async () => {
      expect((await read(write([1, 9, 8, 7, 6, 5, 4]))).ids).toEqual([1, 9, 8, 7, 6]);
      expect((await read(write([1, 1, 1, 1, 1, 1, 1]))).ids).toHaveLength(5);
    });
  });

  it('nothing stays behind of an ascending one but what is around its items', async () => {
    const { title, ids } = await read(
      rss(ascending).replace('</channel>', '<description>Late</description></channel>'),
    );
    expect({ title, ids }).toEqual({ title: 'Daily', ids: [4, 5, 6, 7, 8] });
  });

  it('none are read of an ascending one that broke off: the first are old, and the last did not arrive', async () => {
    const document = rss(ascending);
    const { ids, isCut } = await read(document.slice(0, document.lastIndexOf('<pubDate>') + 12));
    expect({ ids, isCut }).toEqual({ ids: [], isCut: true });
  });

  it('the first are read where few are dated', async () => {
    const some = rss(ascending).replace(/<item><guid>[3-8].*?<\/item>/gs, (item) =>
      item.replace(/<pubDate>.*<\/pubDate>/, ''),
    );
    expect((await read(some)).ids).toEqual([1, 2, 3, 4, 5]);
  });

  it('the first are read of an ascending one whose items do not end', async () => {
    expect((await read(rss(ascending).replaceAll('</item>', ''))).ids).toEqual([1, 2, 3, 4, 5]);
  });
});
