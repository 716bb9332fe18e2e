import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seedEvents, seedPolls, seedSources } from '../site/seed.ts';
import { useSite } from '../site/site-under-test.ts';
import { EVENTS, HOSTILE, SOURCES } from '../site/world.ts';
import { openBrowser } from './browser.ts';

const site = useSite(async (pool) => {
  const now = new Date();
  const sources = await seedSources(pool, SOURCES, now);
  await seedPolls(pool, sources, now);
  const hostile = HOSTILE.map((text) => ({
    articles: [
      {
        source: 'perevoz',
        minutesAgo: 600,
        title: text.replaceAll('\u0000', ''),
        summary: text.replaceAll('\u0000', ''),
      },
    ],
  }));
  const long = { articles: [2000, 100].map((minutesAgo) => ({ source: 'faro', minutesAgo, title: 'A long strike' })) };
  await seedEvents(pool, [...EVENTS, ...hostile, long], sources, now);
});

const PATHS = [
  '/',
  '/latest',
  '/?q=ottilie&language=de',
  '/c/1',
  '/c/6',
  `/c/${EVENTS.length + 2}`,
  '/sources',
  '/subscribe',
  '/nothing',
  '/latest?category=sience',
  '/latest?source=99',
];

let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

async function open(options: Parameters<Browser['newContext']>[0] = {}): Promise<void> {
  context = await browser.newContext(options);
  page = await context.newPage();
  complaints = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !/\b40[04]\b/.test(message.text()))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => complaints.push(`a dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(site.url)) complaints.push(`asks ${request.url()}`);
  });
}

describe.each([
  ['a desk', { viewport: { width: 1280, height: 900 } }],
  ['a phone', { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }],
  [
    'a small phone without scripts',
    { viewport: { width: 320, height: 568 }, isMobile: true, javaScriptEnabled: false },
  ],
  ['a phone in the dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const }],
])('every page on %s', (_name, options) => {
  beforeEach(() => open(options));
  afterEach(() => context.close());

  it.each(PATHS)('%s fits, asks nobody else, breaks no rule of its own policy', async (path) => {
    await page.goto(site.url + path);
    expect(complaints).toEqual([]);
    const width = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(width).toBe(0);
    expect(await page.evaluate(CONTRAST)).toEqual([]);
  });
});

describe('the hours of an event', () => {
  it.each([320, 360, 390, 543, 545, 800])('stand apart on one line each, %i pixels wide', async (width) => {
    await open({ viewport: { width, height: 740 } });
    await page.goto(`${site.url}/c/${EVENTS.length + HOSTILE.length + 1}`);
    const labels = page.locator('.timeline .hours span:visible');
    const boxes = await Promise.all((await labels.all()).map((label) => label.boundingBox()));
    expect(boxes.length).toBeGreaterThan(1);
    for (const [at, box] of boxes.entries()) {
      expect(box?.height).toBeLessThan(30);
      const before = boxes[at - 1];
      if (box && before) expect(box.x - before.x - before.width).toBeGreaterThan(6);
    }
    await context.close();
  });
});

/** Text whose contrast to the page is below 4.5 : 1 (WCAG 2.2 §1.4.3). Our pages have one background and a raised one. */
const CONTRAST = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgb = (colour) => { canvas.fillStyle = '#000'; canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => { for (let e = element; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (c !== 'rgba(0, 0, 0, 0)') return rgb(c); } return [255, 255, 255]; };
  const wrong = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) wrong.add(element.tagName + '.' + element.className + ' ' + ratio.toFixed(2));
  }
  return [...wrong];
})()`;

describe('for everyone', () => {
  beforeEach(() => open({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 } }));
  afterEach(() => context.close());

  it.each(PATHS)('%s has one h1, landmarks, a language, named controls and unique ids', async (path) => {
    await page.goto(site.url + path);
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.locator('main').count()).toBe(1);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    for (const control of await page.locator('a, button, input:not([type=hidden]), select').all()) {
      const name = await control.evaluate((element) => {
        const { ariaLabel, textContent } = element as unknown as { ariaLabel: string | null; textContent: string };
        const labels = (element as unknown as { labels?: Iterable<{ textContent: string }> }).labels;
        return [ariaLabel, textContent, ...[...(labels ?? [])].map((label) => label.textContent)].join('').trim();
      });
      expect(name).not.toBe('');
    }
    const ids = await page.locator('[id]').evaluateAll((elements) => elements.map((element) => element.id));
    expect(new Set(ids).size).toBe(ids.length);
    const levels = await page
      .locator('h1, h2, h3')
      .evaluateAll((elements) => elements.map(({ tagName }) => Number(tagName[1])));
    for (const [at, level] of levels.entries()) expect(level - (levels[at - 1] ?? 0)).toBeLessThanOrEqual(1);
  });

  it('works by keyboard: skip link, pages, categories, search', async () => {
    await page.goto(`${site.url}/`);
    const focused = () => page.evaluate('document.activeElement.textContent.trim()').catch(() => '');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toContain('Skip to the news');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url()).toContain('#main');
    await page.locator('input[type=search]').focus();
    await page.keyboard.type('moss');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=moss/);
    expect(await page.locator('.story h2').allTextContents()).toEqual([
      expect.stringContaining('A moss that photosynthesises'),
    ]);
    expect(await focused()).toBeDefined();
  });

  it('filters without a script, and the subscribe links follow', async () => {
    await page.goto(`${site.url}/`);
    await page.getByRole('link', { name: 'technology' }).click();
    await page.getByLabel('Language').selectOption('pt');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(new URL(page.url()).searchParams.get('category')).toBe('technology');
    const feed = (await page.getByRole('link', { name: 'Atom', exact: true }).getAttribute('href')) as string;
    expect(feed).toBe('/feed.atom?category=technology&language=pt');
    const titles = await page.locator('.story h2').allTextContents();
    const atom = await (await fetch(site.url + feed)).text();
    expect(titles).toHaveLength(2);
    for (const title of titles) expect(atom).toContain(title.replace('&', '&amp;').trim());
  });

  it('leads from a headline’s outlets to the whole coverage and back', async () => {
    await page.goto(`${site.url}/`);
    await page.getByRole('link', { name: 'All coverage: Storm Ottilie' }).click();
    expect(await page.locator('h1').textContent()).toContain('Storm Ottilie closes');
    expect(await page.locator('.timeline li').count()).toBe(10);
    await page.getByRole('link', { name: 'Newsbraid' }).click();
    expect(new URL(page.url()).pathname).toBe('/');
  });

  it('a story’s address shows it among the reasons', async () => {
    await page.goto(`${site.url}/s/103`);
    expect(page.url()).toBe(`${site.url}/c/1#s103`);
    expect(await page.locator('#s103').isVisible()).toBe(true);
  });
});

describe('coming back', () => {
  it('marks what is new since the last visit', async () => {
    await open();
    await page.goto(`${site.url}/`);
    expect(await page.locator('.visit').count()).toBe(0);
    const twoHoursAgo = Math.floor(Date.now() / 1000 - 7200).toString(36);
    await context.addCookies([{ name: 'visit', value: `0.${twoHoursAgo}`, url: site.url }]);
    await page.goto(`${site.url}/`);
    expect(await page.locator('.visit').textContent()).toMatch(/3 new stories since your last visit, 2 h ago/);
    expect(await page.locator('.story .new').count()).toBe(3);
    await page.goto(`${site.url}/latest`);
    expect(await page.locator('.story .new').count()).toBe(3);
    await context.close();
  });
});

describe('a feed in a browser', () => {
  it.each(['/feed.atom', '/feed.rss', '/feed.atom?q=ottilie'])('%s is readable', async (path) => {
    await open();
    await page.goto(site.url + path);
    expect(complaints).toEqual([]);
    expect(await page.evaluate('getComputedStyle(document.documentElement).display')).toBe('flex');
    const [shown, hidden] =
      (await page.evaluate(`[...document.querySelectorAll('entry > title, item > title, entry > content, item > guid')]
      .reduce(([on, off], element) => element.getClientRects().length ? [on + 1, off] : [on, off + 1], [0, 0])`)) as [
        number,
        number,
      ];
    expect(shown).toBeGreaterThan(0);
    expect(hidden).toBe(shown);
    await context.close();
  });
});
