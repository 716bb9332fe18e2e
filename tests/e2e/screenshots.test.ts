import { mkdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { seedEvents, seedPolls, seedSources } from '../site/seed.ts';
import { useSite } from '../site/site-under-test.ts';
import { EVENTS, SOURCES } from '../site/world.ts';
import { openBrowser } from './browser.ts';

/** Pictures of every page, to look at: SCREENSHOTS names the folder. */
const folder = process.env.SCREENSHOTS ?? '';

const site = useSite(async (pool) => {
  const now = new Date();
  const sources = await seedSources(pool, SOURCES, now);
  await seedPolls(pool, sources, now);
  await seedEvents(pool, EVENTS, sources, now);
});

describe.skipIf(folder === '')('pictures', () => {
  let browser: Browser;
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [size, width, height] of [
      ['wide', 1280, 900],
      ['phone', 390, 844],
    ] as const) {
      it(`${colorScheme} ${size}`, async () => {
        const context = await browser.newContext({ colorScheme, viewport: { width, height } });
        const page = await context.newPage();
        for (const path of [
          '/',
          '/latest',
          '/c/1',
          '/c/6',
          '/sources',
          '/subscribe',
          '/nothing',
          '/feed.atom',
          '/?q=ottilie&language=de',
        ]) {
          await page.goto(site.url + path);
          const name = path.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'front';
          await page.screenshot({ path: `${folder}/${name}-${size}-${colorScheme}.png`, fullPage: true });
        }
        await context.close();
      });
    }
  }
});
