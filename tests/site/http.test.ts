import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../src/model/settings.ts';
import { startServer } from '../../src/site/site.ts';
import { seedEvents, seedSources } from './seed.ts';
import { useSite } from './site-under-test.ts';
import { EVENTS, SOURCES } from './world.ts';

const site = useSite(async (pool) => {
  const now = new Date();
  await seedEvents(pool, EVENTS, await seedSources(pool, SOURCES, now), now);
});
const { get } = site;

/** One request without any header that fetch would add. */
function bare(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }>((resolve, reject) => {
    const sent = request(site.url + path, { method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

const FEEDS = ['/feed.atom', '/feed.rss', '/feed.json', '/feed.atom?category=world&minOutlets=2', '/'];

describe('validators', () => {
  it.each(FEEDS)('%s answers 304 to its own ETag and date, from the shelf and past it', async (path) => {
    const first = await get(path);
    const etag = first.headers.get('etag') ?? '';
    const date = first.headers.get('last-modified') ?? '';
    expect(etag).toMatch(/^"[\w-]+"$/);
    await first.text();
    for (const headers of [
      { 'if-none-match': etag },
      { 'if-none-match': `W/${etag}` },
      { 'if-none-match': `"other", ${etag}` },
      { 'if-none-match': '*' },
      { 'if-modified-since': date },
      { 'if-none-match': etag, 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' },
    ]) {
      const again = await get(path, headers as Record<string, string>);
      expect([again.status, await again.text()]).toEqual([304, '']);
      expect(again.headers.get('etag')).toBe(etag);
      expect(again.headers.get('cache-control')).toBeTruthy();
    }
    const other = await get(path, { 'if-none-match': '"other"', 'if-modified-since': date });
    expect(other.status).toBe(200);
    await other.text();
  });

  it('keeps ETag and Last-Modified across a change that changes nothing here', async () => {
    const before = await get('/feed.atom');
    site.publish();
    const after = await get('/feed.atom');
    expect(after.headers.get('etag')).toBe(before.headers.get('etag'));
    expect(after.headers.get('last-modified')).toBe(before.headers.get('last-modified'));
    expect(await after.text()).toBe(await before.text());
  });

  it('changes the ETag when an entry changes', async () => {
    const before = await get('/feed.atom');
    await site
      .database()
      .pool.query("update newsbraid.item set title = 'Bees count to five' where title like 'How bees%'");
    expect((await get('/feed.atom')).headers.get('etag')).toBe(before.headers.get('etag'));
    site.publish();
    const after = await get('/feed.atom');
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
    expect(await after.text()).toContain('Bees count to five');
  });
});

describe('work done once', () => {
  it.each(FEEDS)('%s costs no query when nothing has changed', async (path) => {
    const etag = (await get(path)).headers.get('etag') ?? '';
    const before = site.queries;
    await Promise.all([get(path), get(path, { 'if-none-match': etag }), get(path, { 'accept-encoding': 'gzip' })]);
    expect(site.queries).toBe(before);
  });

  it('renders once for many who ask at the same time, and for every spelling of a filter', async () => {
    const before = site.queries;
    await get('/feed.atom?language=de&category=world');
    const once = site.queries - before;
    await Promise.all([
      ...Array.from({ length: 10 }, () => get('/feed.atom?category=world&language=de')),
      get('/feed.atom?category=world&language=DE&utm_source=x'),
      get('/feed.atom?category=world&category=&category=world&language=de&q='),
    ]);
    expect(site.queries - before).toBe(once);
  });
});

describe('transfer', () => {
  it.each([
    [undefined, undefined],
    ['gzip', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['br;q=0.5, gzip', 'gzip'],
    ['br;q=0, gzip;q=0', undefined],
    ['*', 'br'],
    ['identity', undefined],
    ['gzip;q=nonsense', undefined],
  ])('accept-encoding: %s → %s', async (accepted, encoding) => {
    const plain = await bare('/feed.atom');
    const answer = await bare('/feed.atom', accepted ? { 'accept-encoding': accepted } : {});
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(answer.headers.vary).toContain('accept-encoding');
    expect(Number(answer.headers['content-length'])).toBe(answer.body.length);
    const unpacked =
      encoding === 'gzip'
        ? gunzipSync(answer.body)
        : encoding === 'br'
          ? brotliDecompressSync(answer.body)
          : answer.body;
    expect(unpacked.equals(plain.body)).toBe(true);
    expect(answer.headers.etag === plain.headers.etag).toBe(encoding === undefined);
    const again = await bare('/feed.atom', {
      'accept-encoding': accepted ?? '',
      'if-none-match': String(answer.headers.etag),
    });
    expect(again.status).toBe(304);
  });

  it.each([...FEEDS, '/healthz', '/nothing', '/feed.atom?limit=0'])('HEAD %s is GET without a body', async (path) => {
    const got = await bare(path);
    const head = await bare(path, {}, 'HEAD');
    expect(head.body.length).toBe(0);
    expect(head.status).toBe(got.status);
    for (const name of ['content-type', 'etag', 'last-modified', 'cache-control'])
      expect(head.headers[name]).toBe(got.headers[name]);
  });

  it('lets other sites read feeds, and asks for no change', async () => {
    expect((await get('/feed.atom')).headers.get('access-control-allow-origin')).toBe('*');
    expect((await bare('/feed.json', { origin: 'https://a.example' }, 'OPTIONS')).status).toBe(204);
    const post = await bare('/feed.atom', {}, 'POST');
    expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it.each(['/', '/nothing', '/feed.atom', '/feed.atom?limit=0', '/assets/style.css'])(
    '%s has security headers',
    async (path) => {
      const { headers } = await get(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      if (!path.startsWith('/assets')) expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    },
  );
});

describe('addresses', () => {
  it('come from the request, or from the settings', async () => {
    expect((await bare('/feed.atom', { host: 'news.example' })).body.toString()).toContain(
      'href="http://news.example/feed.atom"',
    );
    const secure = await bare('/feed.atom', { host: 'news.example', 'x-forwarded-proto': 'https' });
    expect(secure.body.toString()).toContain('href="https://news.example/feed.atom"');
    const evil = await bare('/feed.atom', { host: '"><script>' });
    expect(evil.body.toString()).not.toContain('script');
    site.settings = {
      ...defaultSettings,
      site: { ...defaultSettings.site, url: 'https://n.example/news/', title: 'Braided' },
    };
    const configured = (await bare('/feed.atom', { host: 'other.example' })).body.toString();
    expect(configured).toContain('href="https://n.example/news/feed.atom"');
    expect(configured).toContain('<title>Braided</title>');
    expect((await bare('/')).body.toString()).toContain('href="/news/assets/style.css"');
    // Whether the proxy takes the path away or passes it on.
    expect((await bare('/news/feed.atom')).body.toString()).toBe(configured);
    for (const path of ['/news', '/news/', '/news/c/1', '/news/assets/style.css'])
      expect([path, (await bare(path)).status]).toEqual([path, 200]);
    for (const path of ['/newsroom', '/news/news/']) expect([path, (await bare(path)).status]).toEqual([path, 404]);
    site.settings = defaultSettings;
    expect((await bare('/feed.atom')).body.toString()).toContain('<title>Newsbraid</title>');
  });

  it('says what to do when the port is taken', async () => {
    const port = Number(new URL(site.url).port);
    const options = { host: '127.0.0.1', port, settings: () => defaultSettings } as Parameters<typeof startServer>[0];
    await expect(startServer(options)).rejects.toThrow(
      `Cannot listen on 127.0.0.1 port ${port}. Another program uses that port: end it, or choose another port, as in \`PORT=${port + 1} npm start\`.`,
    );
  });
});

describe('errors', () => {
  it.each([
    ['/feed.atom?limit=0', 400, 'limit: expected a whole number from 1 to 1000, got “0”'],
    ['/feed.rss?group=tree', 400, 'group: expected cluster, story, item, got “tree”'],
    ['/feed.json?since=yesterday', 400, 'since: expected a date'],
    ['/feed.atom?outlet=Nobody', 400, 'outlet: nothing is called “Nobody”; there are'],
    ['/feed.atom?outlet=the+lantarn', 400, '“the lantarn”; did you mean The Lantern? There are'],
    ['/feed.atom?category=sience', 400, 'category: nothing is called “sience”; did you mean science? There are'],
    ['/latest?category=sience', 400, 'did you mean science?'],
    ['/?category=world&category=sience', 400, 'category: nothing is called “sience”; did'],
    ['/feed.atom?category=shiping', 400, 'category: nothing is called “shiping”; there are'],
    ['/feed.json?language=tlh', 400, 'language: nothing is called “tlh”; there are'],
    ['/feed.atom?source=99', 400, 'source: nothing is called “99”'],
    ['/feed.atom?colour=red', 400, 'colour: no such filter; there are group, category'],
    ['/feed.atom?limit=x&since=y', 400, 'limit: expected'],
    ['/feed.xml', 404, ''],
    ['/archive/7.atom', 404, 'nothing at /archive/7.atom'],
    ['/archive/0.atom?limit=3', 400, 'limit: archives hold everything, so they take no since, limit, before or group'],
    ['/archive/7.json?since=24h&group=story', 400, 'since, group: archives hold everything'],
    ['/feed.atom?minOutlets=2&minOutlets=3', 400, 'minOutlets: expected one value, got “2” and “3”'],
    ['/latest?q=storm&q=ice', 400, 'q: expected one value, got “storm” and “ice”'],
  ])('%s is a %i that says why', async (path, status, message) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    const text = await answer.text();
    if (answer.headers.get('content-type') === 'application/problem+json')
      expect(JSON.parse(text)).toMatchObject({ status });
    expect(text).toContain(message);
  });

  it('knows the categories of articles, and of sources that were removed for as long as there are articles', async () => {
    const status = async (query: string) => (await get(`/feed.atom?${query}`)).status;
    expect([await status('category=SHIPPING'), await status('category=culture')]).toEqual([200, 200]);
    const { pool } = site.database();
    await pool.query("update newsbraid.source set removed_at = now() where 'culture' = any(categories)");
    site.publish();
    expect(await status('category=culture')).toBe(200);
    await pool.query("update newsbraid.source set removed_at = null where 'culture' = any(categories)");
  });

  it('tells no secret of a source’s address, and finds the source without it', async () => {
    const { pool } = site.database();
    const url = 'https://anna:geheim@secret.example/feed?private_token=geheim123';
    await pool.query('update newsbraid.source set url = $1 where id = 3', [url]);
    site.publish();
    const refused = await (await get('/feed.atom?source=98')).text();
    expect(refused).toContain('3 (https://secret.example/feed)');
    const pages = ['/sources', '/sources.opml', '/feed.atom?source=3', '/feed.rss?source=3', '/feed.json?source=3'];
    for (const page of pages) expect(await (await get(page)).text(), page).toContain('secret.example/feed');
    for (const page of [...pages, '/feed.atom?source=98'])
      expect(await (await get(page)).text(), page).not.toContain('geheim');
    expect((await get('/feed.atom?source=https://secret.example/feed')).status).toBe(200);
  });

  it('is healthy or not', async () => {
    expect([(await get('/healthz')).status, (await get('/metrics')).status]).toEqual([200, 200]);
    site.healthy = false;
    expect((await get('/healthz')).status).toBe(503);
    site.healthy = true;
  });
});
