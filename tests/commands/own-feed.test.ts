import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FeedServer } from '../support/feed-server.ts';
import { Installation } from '../support/newsbraid.ts';

const SETTINGS = 'fetch:\n  allowPrivateAddresses: true\n  hostPauseMs: 0\n';
let feeds: FeedServer;
let place: Installation;
beforeAll(async () => {
  feeds = await FeedServer.open();
});
afterAll(() => feeds.close());
beforeEach(() => {
  place = new Installation({ 'settings.yaml': SETTINGS, 'sources.yaml': 'sources: []\n' });
});
afterEach(() => place.remove());

const yaml = () => readFileSync(join(place.folder, 'config/sources.yaml'), 'utf8');

describe('sources add of what a Newsbraid publishes', () => {
  const item = '<item><guid>1</guid><title>Tide tables of the year</title></item>';
  const rss = (generator: string) =>
    `<rss version="2.0"><channel><title>N</title><generator>${generator}</generator>${item}</channel></rss>`;
  const port = () => new URL(feeds.url('/')).port;
  beforeAll(() => {
    feeds.put('/feed.rss', rss('Newsbraid'));
    feeds.put('/other.rss', rss('Tidewriter'));
    feeds.put(
      '/feed.json',
      '{"version":"https://jsonfeed.org/version/1.1","title":"N","_newsbraid":{},"items":[{"id":"1","title":"Tide tables"}]}',
    );
  });

  it.each(['/feed.rss', '/feed.json'])('says what that does where it is another: %s', async (path) => {
    const { code, stdout } = await place.run('sources', 'add', feeds.url(path));
    expect(code).toBe(0);
    expect(stdout).toContain('! A Newsbraid made it: what it gathers counts for one outlet more');
    expect(yaml()).toContain(path);
  });

  it('refuses its own, by HOST and PORT or by site.url, and nothing else that is there', async () => {
    const before = yaml();
    place.environment.PORT = port();
    const { code, stderr } = await place.run('sources', 'add', feeds.url('/feed.rss'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/feed\.rss is what this Newsbraid publishes itself .* Nothing was changed\.\n$/);
    place.environment.PORT = '0';
    place.write({ 'settings.yaml': `${SETTINGS}site:\n  url: http://127.0.0.1:${port()}\n` });
    expect((await place.run('sources', 'add', feeds.url('/feed.json'))).stderr).toContain('publishes itself');
    expect(yaml()).toBe(before);
    const other = await place.run('sources', 'add', feeds.url('/other.rss'));
    expect(other.stdout).not.toContain('Newsbraid');
    expect(yaml()).toContain('/other.rss');
  });
});
