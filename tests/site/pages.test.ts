import { parseDocument } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import { seedEvents, seedPolls, seedSimilar, seedSources } from './seed.ts';
import { useSite } from './site-under-test.ts';
import { EVENTS, HOSTILE, SOURCES } from './world.ts';

const HOSTILE_AT = EVENTS.length + 1;

const site = useSite(async (pool) => {
  const now = new Date();
  const sources = await seedSources(pool, SOURCES, now);
  await seedPolls(pool, sources, now);
  const hostile = HOSTILE.map((text) => text.replaceAll('\u0000', '')).map((text) => ({
    articles: ['perevoz', 'faro'].map((source) => ({
      source,
      minutesAgo: 5,
      title: text,
      summary: text,
      authors: [text],
      attribution: text,
    })),
  }));
  await seedEvents(pool, [...EVENTS, ...hostile], sources, now);
  await pool.query('update newsbraid.source set title = $1, last_error = $1, warnings = array[$1] where id = 2', [
    HOSTILE[0],
  ]);
  const others = [2, 4, 5, 7, 8, 9, 10, HOSTILE_AT].map((id) => [1, id, 0.3 - id / 1000] as const);
  await seedSimilar(pool, [...others, [1, 3, 0.4], [5, 6, 0.9]]);
});
const { get } = site;
const text = async (path: string, headers = {}) => (await get(path, headers)).text();

describe('pages', () => {
  it.each([
    ['/', ['Storm Ottilie closes', 'Nordlicht Zeitung', 'and 4 more', 'Subscribe to everything']],
    ['/latest', ['Storm Ottilie closes', 'Older and newer']],
    [
      '/?category=science&language=en',
      ['A moss', 'Subscribe to science · in English', '/feed.atom?category=science&amp;language=en'],
    ],
    ['/?q=nothing-like-that', ['Nothing matches that.', 'Show everything']],
    [
      '/c/1',
      [
        '10 outlets, 11 articles',
        'Who reports it',
        'first of them',
        'ottilie',
        'from <bdi>Meridian Wire</bdi>',
        'Storm Ottilie nears',
      ],
    ],
    ['/c/6', ['Earlier coverage', 'La bibliothèque flottante']],
    ['/c/5', ['What followed', 'Floating library lends']],
    [
      '/sources',
      [
        '13 sources: 2 failing, 11 fine',
        'trouble of its own (503)',
        '7 failures in a row',
        'polled every 15m, next in 1',
      ],
    ],
    ['/subscribe', ['A feed of your own', 'German', '/feed.atom']],
    ['/nothing', ['There is nothing at /nothing']],
  ])('%s says what it should', async (path, parts) => {
    const page = await text(path);
    for (const part of parts) expect(page).toContain(part);
  });

  it('a front page stays under 100 KB', async () => {
    expect((await text('/')).length).toBeLessThan(100_000);
  });

  it.each([
    '/',
    '/latest',
    `/c/${HOSTILE_AT}`,
    `/c/${HOSTILE_AT + 1}`,
    `/c/${HOSTILE_AT + 3}`,
    `/c/${HOSTILE_AT + 5}`,
    '/sources',
  ])('%s lets no text of a source become markup or a script', async (path) => {
    const page = await text(path);
    expect(page).toMatch(/&lt;script&gt;|\]\]&gt;|onerror|\uFFFD|bc/);
    const tags = [...page.matchAll(/<([a-z][^\s>/]*)([^>]*)>/gi)];
    expect(tags.filter(([, name]) => /^(script|img|iframe|object|style|base)$/i.test(name as string))).toEqual([]);
    expect(
      tags.filter(([, , attributes]) =>
        /\son\w+=|javascript:|\sstyle=/i.test((attributes as string).replace(/"[^"]*"/g, '""')),
      ),
    ).toEqual([]);
    for (const [, href] of page.matchAll(/(?:href|src|action)="([^"]*)"/g)) expect(href).toMatch(/^(https?:|\/|#)/);
    expect(parseDocument(page).children.length).toBeGreaterThan(1);
    expect(page).not.toMatch(/[\u0000-\u0008\u000b\ufffe\uffff]/);
  });

  it('shows a cluster as JSON, with the reasons', async () => {
    const answer = await get('/c/1.json');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    const file = (await answer.json()) as { stories: { because: object | null; articles: object[] }[] };
    expect(file).toMatchObject({
      id: 1,
      outlets: 10,
      headline: 'Storm Ottilie closes the straits as ferries turn back',
    });
    expect(file.stories).toHaveLength(10);
    expect(file.stories[0]?.because).toBe(null);
    expect(file.stories[1]?.because).toMatchObject({ rule: 'shared-rare-words', score: 0.71, threshold: 0.5 });
    expect(file.stories[1]?.articles).toHaveLength(2);
  });

  it('names up to eight similar events, best first, with their outlets, and none that is named otherwise', async () => {
    const { similar } = (await (await get('/c/1.json')).json()) as { similar: { id: number }[] };
    expect(similar.map(({ id }) => id)).toEqual([3, 2, 4, 5, 7, 8, 9, 10]);
    expect(similar[0]).toMatchObject({ page: `${site.url}/c/3`, outlets: 4, score: 0.4 });
    expect(similar[0]).toHaveProperty('headline', 'Central bank holds its rate at 3.25% & says “not yet”');
    const page = await text('/c/1');
    expect(page).toMatch(/Similar news.*Central bank holds.*4 outlets.*A moss that.*3 outlets.*How bees count/s);
    const followed = (await (await get('/c/5.json')).json()) as { similar: { id: number }[]; later: { id: number }[] };
    expect([followed.later, followed.similar]).toMatchObject([[{ id: 6 }], [{ id: 1 }]]);
    expect(await text('/c/6')).not.toContain('Similar news');
  });

  it('names up to three of them in a feed, at whatever grain', async () => {
    for (const query of ['', '?group=story', '?group=item']) {
      const feed = (await (await get(`/feed.json${query}`)).json()) as {
        items: { title: string; content_html: string }[];
      };
      const entry = feed.items.find(({ title }) => title.startsWith('Storm Ottilie closes'));
      const [, list] = /Similar news<\/strong><\/p><ul>(.*?)<\/ul>/.exec(entry?.content_html ?? '') ?? [];
      expect([...(list ?? '').matchAll(/\/c\/(\d+)"/g)].map(([, id]) => id)).toEqual(['3', '2', '4']);
      expect(list).toContain('(4 outlets)');
    }
  });

  it('sends a story to its cluster', async () => {
    const answer = await get('/s/101');
    expect([answer.status, answer.headers.get('location')]).toEqual([302, `${site.url}/c/1#s101`]);
    expect((await get('/s/999999')).status).toBe(404);
  });
});

describe('a cluster that was deleted for its age', () => {
  it('is gone for good, where what never was is not found', async () => {
    await site.database().pool.query('insert into newsbraid.gone_cluster values (900000, gen_random_uuid(), 1)');
    const page = await get('/c/900000');
    expect(page.status).toBe(410);
    expect(await page.text()).toContain('What was at /c/900000 was deleted for its age');
    const json = await get('/c/900000.json');
    expect([json.status, json.headers.get('content-type')]).toEqual([410, 'application/problem+json']);
    expect([(await get('/c/900001')).status, (await get('/c/900001.json')).status]).toEqual([404, 404]);
  });
});

describe('a merged cluster', () => {
  it('redirects for ever, keeps out of the feeds, and is named where it went', async () => {
    const { pool } = site.database();
    const before = await text('/feed.atom');
    const left = JSON.stringify({ rule: 'fits-nowhere', score: 0, threshold: 0.3, words: [], with: 4 });
    await pool.query(
      `with moved as (update newsbraid.story set because = $1 where cluster_id = 7 returning id)
       insert into newsbraid.move (story_id, from_cluster_id, into_cluster_id, at, because)
       select id, 4, 7, now(), $1 from moved`,
      [left],
    );
    await pool.query('update newsbraid.story set cluster_id = 4 where cluster_id = 7');
    await pool.query(
      'update newsbraid.cluster set merged_into = 4, merged_at = now(), merged_because = $1 where id = 7',
      [JSON.stringify({ rule: 'one-event', score: 1, threshold: 1, words: [], with: 4 })],
    );
    await pool.query('update newsbraid.cluster set merged_into = 7, merged_at = now() where id = 8');
    site.publish();
    for (const [path, to] of [
      ['/c/7', '/c/4'],
      ['/c/8', '/c/4'],
      ['/c/7.json', '/c/4.json'],
    ] as const) {
      const answer = await get(path);
      expect([answer.status, answer.headers.get('location')]).toEqual([301, site.url + to]);
    }
    expect(await text('/c/4')).toContain('Cluster 7 turned out to be this event');
    const { stories } = (await (await get('/c/4.json')).json()) as { stories: { id: number; because: object }[] };
    expect(stories.at(0)).toMatchObject({ came_with: 7, because: { rule: 'one-event' } });
    expect(stories.at(-1)).toMatchObject({ came_with: null });
    expect(await text('/c/4')).toMatch(
      /<p>came with cluster 7: <span class="because">a later story tied both together/,
    );
    expect(await text('/c/4')).not.toContain('nothing else');
    const { rows } = await pool.query('select entry_id from newsbraid.cluster where id = 7');
    const id = `urn:uuid:${rows[0].entry_id}`;
    expect(before).toContain(id);
    expect(await text('/feed.atom')).not.toContain(id);
  });
});

describe('visits', () => {
  it('says what is new since the last one, without a login', async () => {
    const first = await get('/');
    const cookie = first.headers.get('set-cookie') as string;
    expect(cookie).toMatch(/^visit=0\.[\da-z]+; Path=\/; Max-Age=7776000; SameSite=Lax; HttpOnly$/);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(await first.text()).not.toContain('since your last visit');
    const hoursAgo = (hours: number) => Math.floor(Date.now() / 1000 - hours * 3600).toString(36);
    const again = await get('/', { cookie: `other=1; visit=0.${hoursAgo(2)}` });
    const page = await again.text();
    expect(page).toMatch(/<strong>\d+ new stor(y|ies)<\/strong> since your last visit, 2 h ago/);
    expect(page.match(/class="new"/g)?.length).toBeGreaterThan(2);
    expect(again.headers.get('set-cookie')).toMatch(new RegExp(`^visit=${hoursAgo(2).slice(0, 4)}`));
    for (const wrong of [
      'visit=',
      'visit=zzzzzzzz.zzzzzzzz',
      'visit=<script>.1',
      `visit=${hoursAgo(1)}.${hoursAgo(3)}`,
    ]) {
      expect(await text('/', { cookie: wrong })).not.toContain('since your last visit');
    }
  });
});
