import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedEvents, seedSources } from './seed.ts';
import { openSite, type SiteUnderTest } from './site-under-test.ts';
import { EVENTS, SOURCES } from './world.ts';

let site: SiteUnderTest;

beforeAll(async () => {
  site = await openSite();
  const now = new Date();
  const sources = await seedSources(site.database.pool, SOURCES, now);
  await seedEvents(site.database.pool, EVENTS, sources, now);
  site.publish();
});
afterAll(() => site.close());

const get = (path: string, headers: Record<string, string> = {}) => fetch(site.url + path, { headers });

describe('feeds', () => {
  it.each([
    ['/feed.atom', 'application/atom+xml; charset=utf-8'],
    ['/feed.rss', 'application/rss+xml; charset=utf-8'],
    ['/feed.json', 'application/feed+json; charset=utf-8'],
    ['/', 'text/html; charset=utf-8'],
  ])('%s', async (path, type) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(type);
    expect(await answer.text()).toContain('Ottilie');
  });
});
