import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IncomingFeed, IncomingItem, SeenItem } from '../src/model/item.ts';
import { type ReadTask, read } from '../src/parse-worker.ts';

const folder = fileURLToPath(new URL('./feeds/', import.meta.url));
const documents = readdirSync(folder)
  .filter((file) => file.endsWith('.xml'))
  .map((file) => readFileSync(folder + file, 'latin1'));

let places = 0;
/** Reads one source's documents one after the other; `change` tells what differs in the task. */
function reader() {
  const url = `https://feed.example/${places++}.xml`;
  return async (text: string, change: Partial<ReadTask> = {}) => {
    const source = { url, outlet: 'The Feed', siteUrl: null, language: null, ...change.source };
    const body = Buffer.from(text, 'latin1');
    const rest = { contentType: null, url, itemsMax: 100, now: new Date('2024-03-06T00:00:00Z'), whole: false };
    return read({ body, ...rest, ...change, source });
  };
}

type Feed = IncomingFeed<IncomingItem | SeenItem>;
const isSeen = (item: IncomingItem | SeenItem) => !('title' in item);
/** The feed as it would be with the same items passed over. */
const passingOver = (whole: Feed, part: Feed) => ({
  ...whole,
  items: whole.items.map(({ ...item }, index) => {
    const { identityKey, urlKey, contentHash } = item;
    return part.items[index] && isSeen(part.items[index]) ? { identityKey, urlKey, contentHash } : item;
  }),
});

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
    expect(feed.items.map(isSeen)).toEqual([false, true, false]);
  });

  it.each([
    ['another title, which is the outlet’s name', rss('Port', item(1)), {}],
    ['another outlet', rss('Harbour', item(1)), { source: { url: '', outlet: 'Port', siteUrl: null, language: null } }],
    ['another address, which links are relative to', rss('Harbour', item(1)), { url: 'https://moved.example/' }],
    ['the wish to have it all', rss('Harbour', item(1)), { whole: true }],
  ])('is read whole with %s', async (_, text, change) => {
    const again = reader();
    await again(rss('Harbour', item(1)));
    const result = (await again(text, change as Partial<ReadTask>)) as { feed: Feed };
    expect(result.feed.items.some(isSeen)).toBe(false);
  });

  it('says of every item what a whole reading says, whatever became of the document', async () => {
    const pieces = ['x', '<', '&', '</item>', '<item>', '</entry>', '<title>', '<guid>1</guid>', '\u00e9', ''];
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
            const whole = await again(text, { whole: true });
            expect(part).toEqual(whole.ok && part.ok ? { ok: true, feed: passingOver(whole.feed, part.feed) } : whole);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
