import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { useDatabase } from '../support/database.ts';
import { FeedServer } from '../support/feed-server.ts';
import { Installation } from '../support/newsbraid.ts';

const database = useDatabase();
let feeds: FeedServer;
let place: Installation;
let folder: string;

beforeAll(async () => {
  feeds = await FeedServer.open();
  const days = [1, 2].map((day) => ({ id: `t${day}`, title: `Tide table of day ${day}`, published: new Date() }));
  feeds.feed('/tides', days);
  feeds.put(
    '/site',
    `<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/tides"></head></html>`,
  );
  feeds.put('/page', '<!doctype html><html><body>No feed here</body></html>');
  feeds.put(
    '/odd',
    `<rss version="2.0"><channel><title>Odd</title><link>https://odd.example/</link>
      <item><title>No guid, no date</title><link>https://odd.example/1</link></item>
      <item><guid>g</guid><title>Far ahead</title><pubDate>Fri, 01 Jan 2100 00:00:00 GMT</pubDate></item></channel></rss>`,
  );
});
afterAll(() => feeds.close());
beforeEach(() => {
  place = new Installation(
    {
      'settings.yaml': 'fetch:\n  allowPrivateAddresses: true\n  hostPauseMs: 0\n',
      'sources.yaml': `# mine\nsources:\n  - url: ${feeds.url('/odd')}   # odd one\n`,
    },
    { DATABASE_URL: database().url },
  );
  folder = join(place.folder, 'config');
});
afterEach(() => place.remove());

const write = (name: string, text: string) => place.write({ [name]: text });
const yaml = () => readFileSync(join(folder, 'sources.yaml'), 'utf8');
const newsbraid = (...args: string[]) => place.run(...args);

describe('sources add', () => {
  it('finds the feed behind the page of a site, writes it down once and keeps the comments', async () => {
    const categories = ['--category', 'sea', '--category', 'coast'];
    const first = await newsbraid('sources', 'add', '--outlet', 'Tides', ...categories, feeds.url('/site'));
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(yaml()).toBe(
      `# mine\nsources:\n  - url: ${feeds.url('/odd')}   # odd one\n  - url: ${feeds.url('/tides')}\n    outlet: Tides\n    category: [sea, coast]\n`,
    );
    const second = await newsbraid('sources', 'add', feeds.url('/tides'), '--json');
    expect(JSON.parse(second.stdout)).toMatchObject({ url: feeds.url('/tides'), added: false, line: 4 });
  });

  it('says what it found instead of a feed, and changes nothing', async () => {
    const before = yaml();
    const { code, stderr } = await newsbraid('sources', 'add', feeds.url('/page'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/sent a web page, not a feed\. Look for the address of its feed/);
    expect(yaml()).toBe(before);
  });
});

describe('sources check', () => {
  it('says what is odd, and fails when one is no feed', async () => {
    const { code, stdout } = await newsbraid('sources', 'check', feeds.url('/odd'), feeds.url('/page'));
    expect(code).toBe(1);
    for (const line of [
      '  ✓ Odd: rss 2.0, 2 items',
      '  ! 1 of 2 items have no date: they are dated when they are first seen.',
      '  ! 1 of 2 items lie in the future.',
      '  ! 1 of 2 items have no guid: their links tell them apart.',
      '  ! 1 of 2 items have no link.',
      '  ✗ ',
    ]) {
      expect(stdout).toContain(line);
    }
  });
});

describe('sources import and export', () => {
  const opml = (body: string) => `<opml version="2.0"><head/><body>${body}</body></opml>`;

  it('takes folders as categories and reports what it leaves out, dead feeds too', async () => {
    write(
      'list.opml',
      opml(`<outline text="Sea"><outline text="Tide tables" xmlUrl="${feeds.url('/tides')}"/>
        <outline text="Dead" xmlUrl="${feeds.url('/dead')}"/></outline>
        <outline text="Odd" xmlUrl="${feeds.url('/odd')}"/><outline text="Mail" xmlUrl="mailto:a@b.example"/>`),
    );
    const { code, stdout } = await newsbraid(
      'sources',
      'import',
      '--check',
      '--json',
      '--category',
      'new',
      join(folder, 'list.opml'),
    );
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ added: 1, present: [{ url: feeds.url('/odd'), line: 3 }] });
    expect(report.rejected).toEqual([
      { entry: 'mailto:a@b.example', why: 'its address is not http or https' },
      { entry: feeds.url('/dead'), why: expect.stringContaining('has no such page (404)') },
    ]);
    expect(yaml()).toContain('# mine');
    expect(parse(yaml()).sources.at(-1)).toEqual({
      url: feeds.url('/tides'),
      title: 'Tide tables',
      category: ['Sea', 'new'],
    });
  });

  it('imports 10,000 feeds in seconds, and exports them again', async () => {
    const outlines = Array.from({ length: 100 }, (_, folder) => {
      const inside = Array.from(
        { length: 100 },
        (_, n) => `<outline text="F ${n}" xmlUrl="https://f${folder}-${n}.example/rss"/>`,
      );
      return `<outline text="Folder ${folder}">${inside.join('')}</outline>`;
    });
    write('list.opml', opml(outlines.join('')));
    const started = performance.now();
    const { stdout } = await newsbraid('sources', 'import', join(folder, 'list.opml'));
    expect(stdout).toContain('10,000 feeds added to');
    expect(performance.now() - started).toBeLessThan(15_000);
    expect((await newsbraid('config', 'check')).stdout).toContain('10,001 sources');
    await newsbraid('sources', 'export', join(folder, 'out.opml'));
    const exported = readFileSync(join(folder, 'out.opml'), 'utf8');
    expect(exported.match(/xmlUrl=/g)).toHaveLength(10_001);
  });
});

describe('sources', () => {
  it('lists how each source is, and only those that fail where that is asked for', async () => {
    write('sources.yaml', `sources:\n  - url: ${feeds.url('/tides')}\n  - url: ${feeds.url('/dead')}\n`);
    await newsbraid('poll');
    const all = JSON.parse((await newsbraid('sources', '--json')).stdout);
    const tides = { url: feeds.url('/tides'), status: 'ok', failures: 0, itemsWeek: 2 };
    const dead = { url: feeds.url('/dead'), status: 'failing', failures: 1, lastErrorCode: 'http_404' };
    expect(all).toEqual(expect.arrayContaining([expect.objectContaining(tides), expect.objectContaining(dead)]));
    const { stdout } = await newsbraid('sources', '--failing');
    expect(stdout).toMatch(/failing .* never .* in \d.* 1 .* 0 .*has no such page \(404\)/);
    expect(stdout).not.toContain('/tides');
  });
});

describe('config check', () => {
  it('says every mistake and fails', async () => {
    write('sources.yaml', 'sources:\n  - url: nowhere\n    every: soon\n');
    const { code, stdout } = await newsbraid('config', 'check', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, mistakes: [{ line: 2 }, { line: 3 }] });
  });

  it('says what an edit would change before it is live', async () => {
    write(
      'sources.yaml',
      `sources:\n  - url: ${feeds.url('/tides')}\n    category: sea\n  - url: ${feeds.url('/odd')}\n`,
    );
    await newsbraid('poll');
    const other = mkdtempSync(join(folder, 'edited-'));
    writeFileSync(
      join(other, 'sources.yaml'),
      `sources:\n  - url: ${feeds.url('/tides')}\n    outlet: Tides\n    category: [sea, coast]\n  - url: https://anna:geheim@new.example/rss\n`,
    );
    writeFileSync(join(other, 'settings.yaml'), 'schedule:\n  max: 6h\n');
    const { code, stdout } = await newsbraid('config', 'check', other, '--diff', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).diff).toEqual({
      added: ['https://new.example/rss'],
      returning: [],
      removed: [feeds.url('/odd')],
      changed: [
        {
          url: feeds.url('/tides'),
          changes: [
            { key: 'outlet', from: null, to: 'Tides' },
            { key: 'category', from: ['sea'], to: ['sea', 'coast'] },
          ],
        },
      ],
      settings: [{ key: 'schedule.max', from: '1d', to: '6h' }],
    });
    const text = (await newsbraid('config', 'check', other, '--diff')).stdout;
    expect(text).toContain(`- ${feeds.url('/odd')} (its items stay)`);
    expect(text).toContain('~ settings schedule.max "1d" → "6h"');
  });

  it('exits with 2 when it is used wrongly', async () => {
    expect((await newsbraid('config', 'check', '--no-such-option')).code).toBe(2);
  });
});
