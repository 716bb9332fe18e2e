import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FeedServer } from '../support/feed-server.ts';
import { Installation, type Running } from '../support/newsbraid.ts';

let feeds: FeedServer;
let place: Installation;
beforeAll(async () => {
  feeds = await FeedServer.open();
  feeds.feed('/a', [
    {
      id: 'a1',
      title: 'Panda twins born at Westvale zoo',
      link: 'https://a.example/1',
      published: new Date(Date.now() - 60_000),
    },
  ]);
  feeds.feed('/b', [{ id: 'b1', title: 'Harbourton library lends out telescopes', link: 'https://b.example/1' }]);
  place = new Installation({
    'sources.yaml': `sources:\n  - url: ${feeds.url('/a')}\n    outlet: Alpha\n  - url: ${feeds.url('/b')}\n    outlet: Beta\n`,
    'settings.yaml': 'fetch:\n  allowPrivateAddresses: true\n  hostPauseMs: 0\n',
  });
});
afterAll(async () => {
  await feeds.close();
  place.remove();
});

describe('newsbraid', () => {
  it('polls every due source once, then has nothing to do', async () => {
    const first = await place.run('poll', '--json');
    expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(first.stdout)).toEqual([
      { source: feeds.url('/a'), outcome: 'new', items: 1, new: 1, edited: 0, error: null },
      { source: feeds.url('/b'), outcome: 'new', items: 1, new: 1, edited: 0, error: null },
    ]);
    expect((await place.run('poll')).stdout).toContain('No source is due');
    expect((await place.run('poll', '--all')).stdout).toContain('not-modified');
  });

  describe('while it runs', () => {
    let service: Running;
    beforeAll(() => {
      service = place.start('start');
    });
    afterAll(async () => {
      service.signal('SIGTERM');
      await service.ended;
    });

    it('serves, says where, and shares its database', async () => {
      const [, feed = ''] = await service.says(/Feed +(\S+)/);
      const [, url = ''] = await service.says(/psql '([^']+)'/);
      await service.says(/Sources +2 polled/);
      const answer = await fetch(feed);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('Panda twins born at Westvale zoo');
      const again = await fetch(feed, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } });
      expect(again.status).toBe(304);

      const client = new pg.Client(url);
      await client.connect();
      expect((await client.query('select count(*)::int as items from news.items')).rows).toEqual([{ items: 2 }]);
      await client.end();
      expect((await place.run('sql', '--json', 'select 1 as one')).code).toBe(0);
    });

    it('prints rows of the database', async () => {
      const { stdout } = await place.run('sql', 'select title from news.items order by title');
      expect(stdout).toContain('Harbourton library lends out telescopes');
      expect(stdout).toContain('(2 rows)');
      const json = await place.run('sql', '--json', 'select count(*)::int as items from news.items');
      expect(JSON.parse(json.stdout)).toEqual([{ items: 2 }]);
    });

    it('shows every column, also two of one name', async () => {
      const { stdout } = await place.run('sql', '--json', 'select 60 as count, 1 as count');
      expect(JSON.parse(stdout)).toEqual([{ count: 60, 'count 2': 1 }]);
    });

    it('changes nothing through sql', async () => {
      const { code, stderr } = await place.run('sql', 'delete from newsbraid.item');
      expect(code).toBe(1);
      expect(stderr).toMatch(/cannot execute DELETE in a read-only transaction|permission denied/);
    });

    it('ends cleanly on SIGTERM', async () => {
      const asked = performance.now();
      service.signal('SIGTERM');
      expect(await service.ended).toBe(0);
      expect(performance.now() - asked).toBeLessThan(5000);
      expect(() => readFileSync(join(place.folder, 'data/postgres/data/postmaster.pid'))).toThrow(/ENOENT/);
    });
  });

  it('goes on after a kill -9 with the database it left running', async () => {
    const service = place.start('start');
    const [, before] = await service.says(/psql '([^']+)'/);
    service.signal('SIGKILL');
    await service.ended;
    const next = place.start('start');
    const [, after] = await next.says(/psql '([^']+)'/);
    expect(after).toBe(before);
    next.signal('SIGINT');
    expect(await next.ended).toBe(0);
    expect(
      JSON.parse((await place.run('sql', '--json', 'select count(*)::int as items from news.items')).stdout),
    ).toEqual([{ items: 2 }]);
  });

  it('starts nothing with a mistake in its config, and names every one', async () => {
    const broken = new Installation({
      'sources.yaml': 'sources:\n  - url: nowhere\n  - url: https://a.example/rss\n    evry: 5m\n',
    });
    const { code, stderr, stdout } = await broken.run('start');
    broken.remove();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/sources\.yaml:2: sources\[0\]\.url: expected .*, got "nowhere"/);
    expect(stderr).toMatch(/sources\.yaml:4: sources\[1\]: expected one of url, .*, got "evry"/);
  });

  it('shows what it makes of a file', async () => {
    const file = join(place.folder, 'feed.xml');
    place.write({
      '../feed.xml':
        '<rss version="2.0"><channel><title>T</title><item><guid>1</guid><title>A &amp;amp; B</title></item></channel></rss>',
    });
    const { stdout } = await place.run('parse', '--json', file);
    expect(JSON.parse(stdout)).toMatchObject({ title: 'T', items: [{ title: 'A & B' }] });
  });

  it.each([
    [['--help'], 0],
    [['poll', '--help'], 0],
    [['--version'], 0],
    [['no-such-command'], 2],
    [['poll', '--no-such-option'], 2],
    [[], 2],
    [['sql', ''], 2],
    [['sources', 'add', 'mailto:a@b.example'], 2],
    [['db', 'backup', '-'], 2],
    [['sources', 'add', 'foo'], 2],
    [['sources', 'check', 'foo'], 2],
    [['sources', 'check', 'https://a.example/rss', 'mailto:a@b.example'], 2],
  ])('%j ends with code %i', async (args, code) => {
    expect((await place.run(...args)).code).toBe(code);
  });

  it('says which command may have been meant', async () => {
    expect(await place.run('sources', 'lst')).toMatchObject({
      ...{ code: 2, stdout: '' },
      stderr: expect.stringMatching(/^error: unknown command 'lst'\n\(Did you mean list\?\)/),
    });
    const { stderr } = await place.run('sources', 'tides');
    expect(stderr).toContain("error: unknown command 'tides': there are list, check, add, import, export");
  });

  it('shows in the help of `sources` what it takes without a command, and leads from every mistake to the help', async () => {
    const { stdout } = await place.run('sources', '--help');
    expect(stdout).toMatch(/--failing +only those[\s\S]*\n +--json/);
    for (const wrong of [
      ['sources', 'add'],
      ['sources', '--json', 'nothing'],
      ['correct', 'merge', '1'],
      ['poll', '--al'],
    ]) {
      const { code, stderr } = await place.run(...wrong);
      expect([code, stderr]).toEqual([2, expect.stringContaining('(--help says more)')]);
    }
  });

  it.each([
    ['foo', 'got "foo"'],
    ['mysql://anna:geheim@db.example/news', 'got "***@db.example/news"'],
    ['host=db password = geheim', 'got "host=db password = ***"'],
  ])('refuses the database address %s, and shows no password', async (DATABASE_URL, got) => {
    const other = new Installation({ 'sources.yaml': 'sources: []\n' }, { DATABASE_URL });
    const { code, stderr } = await other.run('start');
    other.remove();
    expect(code).toBe(2);
    expect(stderr).toBe(
      `newsbraid: DATABASE_URL: expected an address such as postgresql://user:password@host:5432/name, ${got}.\n`,
    );
  });

  it('refuses a port that is none', async () => {
    const other = new Installation({ 'sources.yaml': 'sources: []\n' }, { PORT: 'http' });
    expect(await other.run('serve')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('PORT: expected a number'),
    });
    other.remove();
  });
});
