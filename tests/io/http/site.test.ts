import { describe, expect, it } from 'vitest';
import { seedEvents, seedSources } from './seed.ts';
import { useSite } from './site-under-test.ts';
import { EVENTS, SOURCES } from './world.ts';

const site = useSite(async (pool) => {
  const now = new Date();
  await seedEvents(pool, EVENTS, await seedSources(pool, SOURCES, now), now);
});
const { get } = site;

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
