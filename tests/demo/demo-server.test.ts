import RssParser from 'rss-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDemoFeeds } from '../../src/demo/demo-feeds.ts';
import { type DemoServer, startDemoServer } from '../../src/demo/demo-server.ts';
import { fillDates } from '../../src/demo/fill-dates.ts';

const folder = new URL('../../demo/', import.meta.url);
const now = new Date('2026-03-04T12:00:00Z');

describe('fillDates', () => {
  it.each([
    ['{{rfc822 -35m}}', 'Wed, 04 Mar 2026 11:25:00 GMT'],
    ['{{iso -26h}}', '2026-03-03T10:00:00.000Z'],
    ['<a>{{iso -2d}}</a>{{rfc822 -0m}}', '<a>2026-03-02T12:00:00.000Z</a>Wed, 04 Mar 2026 12:00:00 GMT'],
    ['{{iso 3h}} {{date -3h}} {{iso -3w}}', '{{iso 3h}} {{date -3h}} {{iso -3w}}'],
  ])('%s', (text, expected) => {
    expect(fillDates(text, now)).toBe(expected);
  });
});

describe('the bundled feeds', () => {
  const feeds = readDemoFeeds(folder, now);

  it('come from at least nine outlets, some with more than one feed, in every format', () => {
    const outlets = new Set(feeds.map(({ outlet }) => outlet));
    expect(outlets.size).toBeGreaterThanOrEqual(9);
    expect(feeds.length).toBeGreaterThan(outlets.size);
    expect(new Set(feeds.map(({ file }) => file.split('.').pop()))).toEqual(new Set(['xml', 'atom', 'json']));
  });

  it('edit some headlines before the second visit', () => {
    expect(feeds.filter(({ first, later }) => first !== later).length).toBeGreaterThanOrEqual(2);
  });

  it.each(feeds.map((feed) => [feed.file, feed] as const))('%s is well formed and up to date', async (file, feed) => {
    for (const body of [feed.first, feed.later]) {
      expect(body).not.toMatch(/\{\{|\}\}|\uFFFD/);
      const items = file.endsWith('.json') ? jsonItems(body) : await xmlItems(body);
      expect(items.length).toBeGreaterThanOrEqual(3);
      expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
      for (const { title, text, date } of items) {
        expect(title.length).toBeGreaterThan(10);
        expect(text.length).toBeGreaterThan(60);
        if (date === undefined) continue;
        expect(now.getTime() - Date.parse(date)).toBeGreaterThanOrEqual(0);
        expect(now.getTime() - Date.parse(date)).toBeLessThanOrEqual(72 * 3_600_000);
      }
    }
  });
});

describe('startDemoServer', () => {
  let server: DemoServer;
  beforeAll(async () => {
    server = await startDemoServer(folder, now);
  });
  afterAll(() => server.close());

  it('serves every feed on loopback, one host to an outlet', async () => {
    for (const { url } of server.sources) expect((await fetch(url)).status).toBe(200);
    const hosts = new Map(server.sources.map(({ url, outlet }) => [outlet, new URL(url).host]));
    expect(new Set(hosts.values()).size).toBe(hosts.size);
    expect(server.sources.every(({ url, outlet }) => new URL(url).host === hosts.get(outlet))).toBe(true);
    expect([...hosts.values()].every((host) => host.startsWith('127.0.0.'))).toBe(true);
  });

  it('answers an unchanged feed with 304, an edited one with its new headline', async () => {
    const fresh = await startDemoServer(folder, now);
    try {
      const answers = await Promise.all(
        fresh.sources.map(async ({ url }) => {
          const first = await fetch(url);
          const again = await fetch(url, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
          return { edited: again.status === 200 && (await again.text()) !== (await first.text()), again };
        }),
      );
      const edited = readDemoFeeds(folder, now).map(({ first, later }) => first !== later);
      expect(answers.map((answer) => answer.edited)).toEqual(edited);
      expect(answers.map(({ again }) => again.status)).toEqual(edited.map((changed) => (changed ? 200 : 304)));
    } finally {
      await fresh.close();
    }
  });

  it('knows no other page', async () => {
    const url = new URL('/nothing.xml', server.sources[0]?.url);
    expect((await fetch(url)).status).toBe(404);
  });
});

interface Read {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly date: string | undefined;
}

function jsonItems(body: string): Read[] {
  const feed = JSON.parse(body) as {
    items: { id: string; title: string; content_html: string; date_published: string }[];
  };
  return feed.items.map((item) => ({ ...item, text: item.content_html, date: item.date_published }));
}

/** rss-parser reads strictly: it refuses what is not well formed. */
async function xmlItems(body: string): Promise<Read[]> {
  const feed = await new RssParser({ customFields: { item: ['id', 'summary'] } }).parseString(body);
  return feed.items.map((item) => ({
    id: item.guid ?? item.id,
    title: item.title ?? '',
    text: item.content ?? item.summary ?? '',
    date: item.isoDate,
  }));
}
