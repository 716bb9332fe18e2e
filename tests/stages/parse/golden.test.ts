import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { normalise } from '../../../src/stages/normalise/normalise.ts';
import { parse } from '../../../src/stages/parse/parse.ts';

/**
 * Golden pairs: tests/feeds/NAME.xml and what becomes of it, NAME.json. To add a case, add the XML, run
 * `UPDATE_GOLDEN=1 npx vitest run tests/stages/parse/golden.test.ts`, and read the JSON before committing it.
 */
const folder = fileURLToPath(new URL('../../feeds/', import.meta.url));
const names = readdirSync(folder).filter((file) => file.endsWith('.xml'));
const now = new Date('2024-03-06T00:00:00Z');

describe('golden pairs', () => {
  it.each(names)('%s', async (name) => {
    const url = 'https://feeds.example/feed.xml';
    const parsed = await parse(readFileSync(folder + name), { contentType: 'application/xml', url });
    const incoming = normalise(parsed, { url, outlet: null, siteUrl: null, language: null }, now);
    const got = JSON.parse(JSON.stringify({ parsed, incoming }));
    const golden = folder + name.replace(/\.xml$/, '.json');
    if (process.env['UPDATE_GOLDEN']) writeFileSync(golden, `${JSON.stringify(got, null, 2)}\n`);
    expect(got).toEqual(JSON.parse(readFileSync(golden, 'utf8')));
    expect(JSON.parse(JSON.stringify(structuredClone({ parsed, incoming })))).toEqual(got);
  });
});
