import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../../../src/io/config/config.ts';
import { noCorrections } from '../../../src/model/corrections.ts';
import { correctionsFileSchema } from '../../../src/model/corrections-file.ts';
import { defaultSettings, settingsSchema } from '../../../src/model/settings.ts';
import { sourcesFileSchema } from '../../../src/model/sources-file.ts';

const folder = fileURLToPath(new URL('../../../config', import.meta.url));

/** What an editor completes from. After a change of a schema: `npx vitest run tests/io/config -u`. */
function jsonSchemaOf(schema: z.ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }), null, 2)}\n`;
}

/** The key paths of a document, such as `fetch.contact`. */
function keysOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, child]) => keysOf(child, path ? `${path}.${key}` : key));
}

describe('the shipped config', () => {
  it('shows every setting with its default', async () => {
    const text = readFileSync(`${folder}/settings.yaml`, 'utf8');
    expect((await readConfig(folder)).settings).toEqual(defaultSettings);
    expect(keysOf(parse(text))).toEqual(keysOf(settingsSchema.parse({})));
  });

  it('names about forty feeds in several categories, most with an outlet', async () => {
    const { sources } = await readConfig(folder);
    expect(sources.length).toBeGreaterThanOrEqual(40);
    const categories = new Set(sources.flatMap((source) => source.categories));
    expect([...categories]).toEqual(expect.arrayContaining(['ukraine', 'world', 'technology', 'science', 'business']));
    expect(new Set(sources.map(({ outlet }) => outlet)).size).toBeGreaterThan(30);
  });

  it('corrects nothing', async () => {
    expect((await readConfig(folder)).corrections).toEqual(noCorrections);
  });

  it('comes with JSON Schemas that say what the code says', async () => {
    await expect(jsonSchemaOf(sourcesFileSchema)).toMatchFileSnapshot(`${folder}/sources.schema.json`);
    await expect(jsonSchemaOf(correctionsFileSchema)).toMatchFileSnapshot(`${folder}/corrections.schema.json`);
    await expect(jsonSchemaOf(settingsSchema)).toMatchFileSnapshot(`${folder}/settings.schema.json`);
  });
});
