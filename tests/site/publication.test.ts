import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../src/model/settings.ts';
import { checkAtom } from '../stages/publish/check-atom.ts';
import { childrenOf, readXml, textOf } from '../stages/publish/strict-xml.ts';
import { seedEvents, seedSources } from './seed.ts';
import { useSite } from './site-under-test.ts';
import { EVENTS, HOSTILE, SOURCES, type WorldEvent } from './world.ts';

const MANY = 337;

/** The invented events, hostile ones, and enough small ones for archive pages. */
const events: WorldEvent[] = [
  ...Array.from({ length: MANY - EVENTS.length - HOSTILE.length }, (_, at) => ({
    articles: [{ source: 'meridian', minutesAgo: 9000 - at * 20, title: `Report ${at} from the old harbour` }],
  })),
  ...HOSTILE.map((text) => ({
    articles: [{ source: 'perevoz', minutesAgo: 800, title: text.replaceAll('\u0000', ''), summary: '' }],
  })),
  ...EVENTS.map((event) =>
    event.follows === undefined ? event : { ...event, follows: event.follows + MANY - EVENTS.length },
  ),
];

const site = useSite(async (pool) => {
  const now = new Date();
  await seedEvents(pool, events, await seedSources(pool, SOURCES, now), now);
});

interface Page {
  ids: string[];
  titles: string[];
  links: Map<string, string>;
}

async function read(path: string): Promise<Page> {
  const answer = await site.get(path.replace(site.url, ''));
  const text = await answer.text();
  expect([path, answer.status, answer.status === 200 ? checkAtom(text, Date.now()) : text]).toEqual([path, 200, []]);
  const feed = readXml(text);
  const entries = childrenOf(feed, 'entry');
  return {
    ids: entries.map((entry) => textOf(childrenOf(entry, 'id')[0])),
    titles: entries.map((entry) => textOf(childrenOf(entry, 'title')[0])),
    links: new Map(
      childrenOf(feed, 'link').map(({ attributes }) => [attributes.get('rel') ?? '', attributes.get('href') ?? '']),
    ),
  };
}

async function follow(path: string, rel: string): Promise<Page[]> {
  const pages = [await read(path)];
  for (let next = pages[0]?.links.get(rel); next !== undefined; next = pages.at(-1)?.links.get(rel)) {
    if (pages.length > 50) throw new Error(`${rel} never ends`);
    pages.push(await read(next));
  }
  return pages;
}

async function allIds(): Promise<string[]> {
  const { rows } = await site
    .database()
    .pool.query<{ id: string }>(
      "select 'urn:uuid:' || entry_id as id from newsbraid.cluster where merged_into is null",
    );
  return rows.map(({ id }) => id).sort();
}

describe('pages (RFC 5005)', () => {
  it('next yields every published cluster exactly once', async () => {
    const pages = await follow('/feed.atom', 'next');
    // Beside its own entries the first page holds those that are on no archive page yet.
    const seen = [...new Set(pages.flatMap(({ ids }) => ids))].sort();
    expect(seen).toEqual(await allIds());
    const withoutFirst = pages.slice(1).flatMap(({ ids }) => ids);
    expect(new Set(withoutFirst).size).toBe(withoutFirst.length);
  });

  it('the archive pages hold each cluster once, and with the feed itself all of them', async () => {
    const [feed, ...archives] = await follow('/feed.atom', 'prev-archive');
    const archived = archives.flatMap(({ ids }) => ids);
    expect(archives.length).toBe(3);
    expect(new Set(archived).size).toBe(archived.length);
    expect([...new Set([...archived, ...(feed?.ids ?? [])])].sort()).toEqual(await allIds());
    expect(archives.at(-1)?.links.has('prev-archive')).toBe(false);
    for (const archive of archives) expect(archive.links.get('current')).toBe(`${site.url}/feed.atom`);
  });

  it('an archive leads back to the newest page by next-archive', async () => {
    const pages = await follow('/archive/0.atom', 'next-archive');
    expect(pages.length).toBe(3);
  });

  it('archive pages never change when news arrives, and filters have archives of their own', async () => {
    const before = (await site.get('/archive/1.atom')).headers.get('etag');
    const ferries = await follow('/feed.atom?q=harbour', 'prev-archive');
    expect(
      ferries.flatMap(({ titles }) => titles).every((title) => /harbour/i.test(title) || /Ottilie|library/.test(title)),
    ).toBe(true);
    site.publish();
    expect((await site.get('/archive/1.atom')).headers.get('etag')).toBe(before);
  });
});

describe('filters', () => {
  const titles = async (query: string) => (await read(`/feed.atom?${query}`)).titles;

  it.each([
    ['language=de', ['Central bank', 'Storm']],
    ['language=pt', ['Open-source', 'Central bank']],
    ['category=technology', ['Open-source', 'Central bank', 'A moss']],
    ['category=TECHNOLOGY&language=en', ['Open-source', 'A moss']],
    ['category=botany', ['A moss']],
    ['outlet=the+lantern', ['A moss', 'How bees']],
    ['outlet=The+Lantern&outlet=Kestrel+Tech&minOutlets=3', ['A moss']],
    ['source=https://ledger.example/feed.xml', ['Central bank', 'Storm']],
    ['minOutlets=5', ['Storm']],
    ['q=straits', ['Storm']],
    ['q=strait', ['Storm']],
    ['q=%22two+tankers%22', ['Storm']],
    ['q=tempete', ['Storm']],
    ['q=ТАВДЕ', ['Ледоход']],
    ['q=光合成', ['A moss']],
    ['q=フェリー', ['Storm']],
    ['q=الترام', []],
    ['q=ترام', ['افتتاح']],
    ["q='%22%3B--+%26%26+!!", []],
    ['since=30m&minOutlets=2', ['Open-source']],
    ['limit=1&category=science', ['A moss']],
    ['q=bees&language=fr', []],
  ])('%s', async (query, expected) => {
    const found = await titles(query);
    expect(found).toHaveLength(expected.length);
    for (const start of expected) expect(found.some((title) => title.startsWith(start))).toBe(true);
  });

  it('are one feed in whatever case they are asked for, spelt as here', async () => {
    const asked = 'category=WORLD&category=Botany&category=world&outlet=the+lantern&outlet=MERIDIAN+wire';
    const spelt = 'category=botany&category=world&outlet=Meridian+Wire&outlet=The+Lantern';
    for (const path of ['/feed.atom', '/feed.rss', '/feed.json', '/archive/0.atom', '/latest', '/']) {
      const [one, other] = await Promise.all([site.get(`${path}?${asked}`), site.get(`${path}?${spelt}`)]);
      expect([path, one.status]).toEqual([path, 200]);
      expect(await one.text()).toBe(await other.text());
    }
    const feed = await (await site.get(`/feed.atom?${asked}`)).text();
    expect(feed).toContain(`<id>${site.url}/feed.atom?${spelt.replaceAll('&', '&amp;')}</id>`);
  });

  it('are feeds of their own, with an id and a title of their own', async () => {
    const text = await (await site.get('/feed.atom?category=world&language=de&q=storm')).text();
    expect(text).toContain('<title>Newsbraid · “storm” · world · in German</title>');
    expect(text).toContain(`<id>${site.url}/feed.atom?category=world&amp;language=de&amp;q=storm</id>`);
  });

  it('group by story and by item', async () => {
    const clusters = await read('/feed.atom?q=ottilie&limit=50');
    const stories = await read('/feed.atom?q=ottilie&group=story&limit=50');
    const items = await read('/feed.atom?q=ottilie&group=item&limit=50');
    expect([clusters.ids.length, stories.ids.length, items.ids.length]).toEqual([1, 6, 7]);
    const pages = await follow('/feed.atom?group=item&limit=100', 'next');
    const { rows } = await site.database().pool.query('select count(*)::int as count from newsbraid.item');
    expect(new Set(pages.flatMap(({ ids }) => ids)).size).toBe(rows[0].count);
    expect(pages.flatMap(({ ids }) => ids)).toHaveLength(rows[0].count);
  });
});

describe('settling', () => {
  it('keeps young clusters back, and out of the archives', async () => {
    site.settings = { ...defaultSettings, publish: { ...defaultSettings.publish, settleMinutes: 45 } };
    const { titles } = await read('/feed.atom');
    expect(titles.some((title) => title.startsWith('Open-source'))).toBe(false);
    expect(titles.some((title) => title.startsWith('Storm'))).toBe(true);
    site.settings = defaultSettings;
  });
});
