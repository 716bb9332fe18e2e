import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IncomingFeed, type IncomingItem, isAmong, type KnownItem, keysOf } from '../src/model/item.ts';
import { type ReadTask, read } from '../src/parse-worker.ts';
import { identify } from '../src/stages/identify/identify.ts';
import { keyOf } from '../src/text/keys.ts';

const folder = fileURLToPath(new URL('./feeds/', import.meta.url));
const documents = readdirSync(folder)
  .filter((file) => file.endsWith('.xml'))
  .map((file) => readFileSync(folder + file, 'latin1'));

const UNKNOWN = { storedHash: null };
let places = 0;
const NOW = new Date('2024-03-06T00:00:00Z');
/** Reads one source's documents one after the other, as if each was stored; `change` tells what differs in the task. */
function reader() {
  const url = `https://feed.example/${places++}.xml`;
  let storedHash: string | null = null;
  return async (text: string, change: Partial<ReadTask> = {}) => {
    const source = { url, outlet: 'The Feed', siteUrl: null, language: null, ...change.source };
    const body = Buffer.from(text, 'latin1');
    const bodyHash = hash('sha256', body);
    const rest = { contentType: null, url, itemsMax: 100, now: NOW, bodyHash, storedHash };
    storedHash = bodyHash;
    return read({ body: [body], ...rest, ...change, source });
  };
}

type Feed = IncomingFeed;
/** The feed as it would be with the same items passed over. */
function passingOver(whole: Feed, part: Feed): Feed {
  const isSeen = (item: IncomingItem) => part.seen.keys.includes(keysOf(item).join());
  const seen = whole.items.filter(isSeen);
  return {
    ...whole,
    items: whole.items.filter((item) => !isSeen(item)),
    seen: { count: seen.length, keys: seen.flatMap(keysOf).join() },
  };
}

const rss = (title: string, ...items: string[]) =>
  `<rss version="2.0"><channel><title>${title}</title><link>https://feed.example/</link>
   <lastBuildDate>${items.length}</lastBuildDate>${items.join('\n')}</channel></rss>`;
const item = (id: number, more = '') =>
  `<item><guid>${id}</guid><title>Item ${id} | Port</title><link>https://feed.example/${id}</link>${more}</item>`;

describe('a source that is read again', () => {
  it('passes over what stood in its last document', async () => {
    const again = reader();
    await again(rss('Harbour', item(1), item(2)));
    const { feed } = (await again(rss('Harbour', item(3), item(2), item(1, '<category>late</category>')))) as {
      feed: Feed;
    };
    expect(feed.items.map(({ identity }) => identity)).toEqual(['3', '1']);
    expect(feed.seen).toEqual({ count: 1, keys: [keyOf('2'), keyOf('https://feed.example/2')].join() });
  });

  it('brings the first of two entries for one item, whether or not it was read again', async () => {
    const again = reader();
    const pageOf = (guid: number, page: number) =>
      `<item><guid>${guid}</guid><title>Port</title><link>https://feed.example/${page}</link></item>`;
    const { feed: first } = (await again(rss('Harbour', item(1), pageOf(2, 2), pageOf(3, 2)))) as { feed: Feed };
    expect(first.items.map(({ identity }) => identity)).toEqual(['1', '2']);
    const { feed: next } = (await again(rss('Harbour', pageOf(2, 2), pageOf(4, 2), item(1)))) as { feed: Feed };
    expect(next).toMatchObject({ items: [], seen: { count: 2 } });
  });

  it.each([
    ['another title, which is the outlet’s name', rss('Port', item(1)), {}],
    ['another outlet', rss('Harbour', item(1)), { source: { url: '', outlet: 'Port', siteUrl: null, language: null } }],
    ['another address, which links are relative to', rss('Harbour', item(1)), { url: 'https://moved.example/' }],
    ['nothing stored', rss('Harbour', item(1)), UNKNOWN],
    ['another document stored', rss('Harbour', item(1)), { storedHash: 'of an older one' }],
    ['a week gone by', rss('Harbour', item(1)), { now: new Date('2024-03-13T00:00:00Z') }],
    ['a guid that is another item’s, too', rss('Harbour', item(1), item(2).replace('<guid>2<', '<guid>1<')), {}],
  ])('is read whole with %s', async (_, text, change) => {
    const again = reader();
    await again(rss('Harbour', item(1)));
    const result = (await again(text, change as Partial<ReadTask>)) as { feed: Feed };
    expect(result.feed.seen.count).toBe(0);
    expect(result.feed.items.length).toBeGreaterThan(0);
  });

  it.each([
    ['opens a section that does not end', '<![CDATA[', '<description><![CDATA[<p>x</p>]]></description>'],
    ['has a flaw that is mended', ' & ', ''],
  ])('is read whole where an item %s', async (_, flaw, other) => {
    const again = reader();
    const flawed = rss('Harbour', item(1, flaw));
    await again(flawed);
    const next = rss('Harbour', item(1, flaw), item(2, other));
    const { feed } = (await again(next)) as { feed: Feed };
    expect(feed).toEqual(((await reader()(next)) as { feed: Feed }).feed);
    expect(feed.warnings.length).toBeGreaterThan(0);
  });

  it('says of every item what a whole reading says, whatever became of the document', async () => {
    const pieces = [
      'x',
      '<',
      '&',
      '</item>',
      '<item>',
      '</entry>',
      '<title>',
      '<guid>1</guid>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '\u00e9',
      '',
    ];
    const edits = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...pieces), fc.nat(5)), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...documents, rss('Harbour', item(1), item(2), item(3))),
        fc.array(edits, { minLength: 1, maxLength: 4 }),
        async (start, rounds) => {
          const again = reader();
          let text = start;
          await again(text);
          for (const round of [[], ...rounds]) {
            for (const [at, by, length] of round) {
              const from = at % text.length;
              text = text.slice(0, from) + by + text.slice(from + length);
            }
            const part = await again(text);
            const whole = await again(text, UNKNOWN);
            expect(part).toEqual(whole.ok && part.ok ? { ok: true, feed: passingOver(whole.feed, part.feed) } : whole);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('what is stored of a source', () => {
  /** The database in little: what identification says of each document, applied; returns whether it holds all. */
  function storage() {
    const rows: (KnownItem & { text: string })[] = [];
    return {
      rows,
      take({ items, seen }: Feed) {
        const read = { count: items.length, keys: items.flatMap(keysOf).join() };
        const known = rows.filter((row) => isAmong(read, row) || !isAmong(seen, row));
        const { fresh, edited, held } = identify(items, known, seen);
        for (const { id, item } of edited) {
          const row = rows.find((each) => each.id === id);
          if (row) Object.assign(row, stored(item), { id, identityKey: row.identityKey });
        }
        for (const item of fresh) rows.push({ ...stored(item), id: rows.length });
        return held;
      },
    };
  }
  const stored = ({ identityKey, urlKey, contentHash, url, title, summary, publishedAt }: IncomingItem) => ({
    ...{ id: 0, sourceId: 1, identityKey, urlKey, contentHash, url, title, publishedAt: publishedAt ?? NOW },
    text: summary,
  });

  it.each([
    ['word for word', item(1)],
    ['under another guid', item(1).replace('<guid>1<', '<guid>one<')],
  ])('holds a document that has an item twice, %s, and what comes later', async (_, twice) => {
    const again = reader();
    const { rows, take } = storage();
    const documents = [rss('Harbour', item(1), twice), rss('Harbour', item(2), item(1), twice)];
    for (const text of documents) expect(take(((await again(text)) as { feed: Feed }).feed)).toBe('all');
    expect(rows.map(({ title }) => title)).toEqual(['Item 1 | Port', 'Item 2 | Port']);
  });

  /** Without a word in common: what a guid that was given again cannot be told from is an edited headline. */
  const HEADLINES = ['Ferry aground', 'Council votes', 'Panda born', 'Bridge closed'];
  it('is the same whether or not anything is passed over', async () => {
    const entry = fc.record({ guid: fc.nat(3), link: fc.nat(3), text: fc.nat(2) });
    const documents = fc.array(fc.array(entry, { maxLength: 4 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(documents, async (rounds) => {
        const [again, anew] = [reader(), reader()];
        const [one, other] = [storage(), storage()];
        let held = 'all';
        for (const entries of rounds) {
          const items = entries.map(
            ({ guid, link, text }) =>
              `<item><guid>${guid}</guid><title>${'abc'[text]} ${HEADLINES[guid]}</title>
               <link>https://feed.example/${link}</link></item>`,
          );
          const text = rss('Harbour', ...items);
          for (const change of [held === 'all' ? {} : UNKNOWN, UNKNOWN]) {
            const part = (await again(text, change)) as { feed: Feed };
            held = one.take(part.feed);
            if (held !== 'unclear') break;
          }
          const whole = (await anew(text, UNKNOWN)) as { feed: Feed };
          other.take(whole.feed);
        }
        expect(one.rows).toEqual(other.rows);
      }),
      { numRuns: 500 },
    );
  });
});
