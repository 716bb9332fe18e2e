import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import { FeedError } from '../../../src/model/errors.ts';
import type { IncomingFeed } from '../../../src/model/item.ts';
import { normalise } from '../../../src/stages/normalise/normalise.ts';
import { parse } from '../../../src/stages/parse/parse.ts';

const source = { url: 'https://a.example/feed', outlet: null, siteUrl: null, language: null };
const now = new Date('2024-03-06T00:00:00Z');

async function read(body: Uint8Array): Promise<IncomingFeed | FeedError> {
  try {
    return normalise(await parse(body, { contentType: null, url: source.url }), source, now);
  } catch (error) {
    if (error instanceof FeedError) return error;
    throw error;
  }
}

const times = (text: string, length = 250_000) => text.repeat(length / text.length);
const rss = (inside: string) => `<rss version="2.0"><channel><title>T</title>${inside}</channel></rss>`;
const described = (text: string) => rss(`<item><title>One</title><description>${text}</description></item>`);

describe('documents made to hurt', () => {
  // 250 KB each; plain rss-parser needs minutes for the first three. The bound is wide, because test machines are busy.
  it.each([
    ['"<" in a text', described(times('<'))],
    ['"a<p" in a text', described(times('a<p '))],
    ['"<!x" in a text', described(times('<!XX'))],
    ['nested elements', rss(times('<a>'))],
    ['nested HTML', described(`<![CDATA[${times('<div>')}]]>`)],
    ['empty elements', rss(times('<x/>'))],
    ['attributes', rss(`<x ${times('a="" ')}/>`)],
    ['titles without an end', rss(times('<item><title>'))],
    ['quotes without an end', rss(times('<a b="'))],
    ['bare ampersands', described(times('& '))],
    ['closing tags', rss(times('</x>'))],
    ['separators in a title', rss(`<item><title>${times(' - x')}</title></item>`)],
    ['comments', rss(times('<!-- -->'))],
    ['NUL', described(`${times('\0')}x`)],
    ['JSON brackets', `{"version":"https://jsonfeed.org/version/1","items":${times('[')}`],
    [
      'an entity bomb',
      `<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "${times('&a;', 1000)}">]>${described(times('&b;'))}`,
    ],
  ])('%s', async (_, document) => {
    const start = performance.now();
    const result = await read(new TextEncoder().encode(document));
    expect(performance.now() - start).toBeLessThan(3000);
    expect(result instanceof FeedError || result.items.length <= 2000).toBe(true);
  });

  it('reads no more items than it is told to', async () => {
    const body = new TextEncoder().encode(rss(times('<item><title>x</title></item>')));
    const { items, warnings } = await parse(body, { contentType: null, url: source.url, itemsMax: 10 });
    expect(items).toHaveLength(10);
    expect(warnings).toEqual(['has more than 10 items; the rest was not read']);
  });
});

/** Elements and attributes by which HTML could do more than be read. */
function dangersOf(html: string): string[] {
  const found: string[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      if (/^(script|style|iframe|object|embed|form|input|svg|math|link|meta|base)$/.test(name)) found.push(name);
      for (const [key, value] of Object.entries(attributes)) {
        if (/^(on|style$|srcdoc$)/.test(key) || /^\s*(javascript|data|vbscript):/i.test(value))
          found.push(`${key}=${value}`);
      }
    },
  });
  parser.end(html);
  return found;
}

describe('whatever comes', () => {
  const folder = fileURLToPath(new URL('../../feeds/', import.meta.url));
  const seeds = readdirSync(folder)
    .filter((name) => name.endsWith('.xml'))
    .map((name) => readFileSync(folder + name, 'utf8'));
  const piece = fc.constantFrom(
    '<',
    '>',
    '&',
    '"',
    ']]>',
    '<![CDATA[',
    '<!--',
    '</',
    '/>',
    '<item>',
    '</item>',
    '<title>',
    '\0',
    '&#0;',
    '<link>',
    '\uD800',
  );
  const cut = fc.record({ at: fc.nat(4000), drop: fc.nat(60), put: fc.oneof(piece, fc.string({ maxLength: 8 })) });

  it('is read or refused, and what is read is clean', async () => {
    const mutated = fc
      .tuple(fc.constantFrom(...seeds), fc.array(cut, { minLength: 1, maxLength: 6 }))
      .map(([seed, cuts]) =>
        cuts.reduce((text, { at, drop, put }) => text.slice(0, at) + put + text.slice(at + drop), seed),
      );
    await fc.assert(
      fc.asyncProperty(mutated, async (document) => {
        const result = await read(new TextEncoder().encode(document));
        if (result instanceof FeedError) return;
        for (const item of result.items) {
          expect(item.title + item.summary).not.toMatch(/[\0-\x1f\x7f]/);
          expect(dangersOf(item.contentHtml)).toEqual([]);
          expect(item.identity).not.toBe('');
          expect(item.publishedAt === null || item.publishedAt <= now).toBe(true);
          expect(item.url === null || /^https?:\/\//.test(item.url)).toBe(true);
        }
        expect(structuredClone(result)).toEqual(result);
      }),
      { numRuns: 500 },
    );
  });

  it('may be any bytes at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect(await read(bytes)).toBeInstanceOf(FeedError);
      }),
      { numRuns: 200 },
    );
  });
});
