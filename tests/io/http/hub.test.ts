import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HubPinger } from '../../../src/io/http/hub.ts';
import { defaultSettings } from '../../../src/model/settings.ts';
import { useSite } from '../../site/site-under-test.ts';

const asked: URLSearchParams[] = [];
let status = 202;
let heard: () => void = () => {};
const hub = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    asked.push(new URLSearchParams(body));
    response.writeHead(status).end();
    heard();
  });
});
let address = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(hub.address() as AddressInfo).port}/`;
});
afterAll(() => hub.close());

const nextPing = () => new Promise<void>((resolve) => (heard = resolve));

describe('WebSub', () => {
  it('tells the hub once of what has changed, and again what it could not take', async () => {
    const etags = new Map([
      ['https://n.example/feed.atom', '1'],
      ['https://n.example/feed.rss', '1'],
    ]);
    const warnings: object[] = [];
    const warned = { warn: (details: object) => void warnings.push(details) };
    const pinger = new HubPinger({ hub: () => address, topics: async () => etags, log: warned, gatherMs: 5 });
    status = 500;
    let ping = nextPing();
    for (let change = 0; change < 5; change++) pinger.changed();
    await ping;
    expect(asked.splice(0).map((form) => [...form])).toEqual([
      [
        ['hub.mode', 'publish'],
        ['hub.url', 'https://n.example/feed.atom'],
        ['hub.url', 'https://n.example/feed.rss'],
      ],
    ]);
    await expect.poll(() => warnings).toEqual([{ hub: address, error: 'it answers 500' }]);
    status = 204;
    ping = nextPing();
    pinger.changed();
    await ping;
    expect(asked.splice(0)[0]?.getAll('hub.url')).toHaveLength(2);
    etags.set('https://n.example/feed.rss', '2');
    await expect
      .poll(() => {
        pinger.changed();
        return asked.length;
      })
      .toBe(1);
    expect(asked.splice(0)[0]?.getAll('hub.url')).toEqual(['https://n.example/feed.rss']);
    pinger.close();
  });
});

describe('a site with a hub', () => {
  const site = useSite(async () => {});

  it('names it in the feeds that it pings, and pings after a change', async () => {
    site.settings = {
      ...defaultSettings,
      site: { ...defaultSettings.site, url: 'https://n.example' },
      publish: { ...defaultSettings.publish, hub: address },
    };
    const ping = nextPing();
    site.publish();
    expect(await (await site.get('/feed.atom')).text()).toContain(`<link href="${address}" rel="hub"/>`);
    expect(await (await site.get('/feed.rss')).text()).toContain(`href="${address}" rel="hub"`);
    expect(await (await site.get('/feed.json')).json()).toMatchObject({ hubs: [{ type: 'WebSub', url: address }] });
    expect(await (await site.get('/feed.atom?language=de')).text()).not.toContain('rel="hub"');
    await ping;
    expect(asked.splice(0)[0]?.getAll('hub.url')).toEqual([
      'https://n.example/feed.atom',
      'https://n.example/feed.rss',
      'https://n.example/feed.json',
    ]);
  });
});
