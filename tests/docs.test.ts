import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Metrics } from '../src/io/metrics.ts';
import { correctionsFileSchema } from '../src/model/corrections-file.ts';
import { settingsSchema } from '../src/model/settings.ts';
import { sourcesFileSchema } from '../src/model/sources-file.ts';

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const rowsOf = (text: string) => [...text.matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1] as string);

const commands = [...read('src/main.ts').matchAll(/^ {2}(\w+): async \(\) =>/gm)].map((match) => match[1] as string);
const sectionOf = (text: string, title: string) =>
  text.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? '';

describe('README.md', () => {
  it('shows every entry of src/ in the project structure', () => {
    const entries = readdirSync(new URL('../src', import.meta.url), { withFileTypes: true });
    const structure = sectionOf(read('README.md'), 'Project structure');
    const shown = new Set(structure.match(/(?<![\w/])src\/[\w.-]+\/?/g));
    expect(shown).toEqual(new Set(entries.map((entry) => `src/${entry.name}${entry.isDirectory() ? '/' : ''}`)));
  });

  it('names every command', () => {
    const cells = [...sectionOf(read('README.md'), 'Commands').matchAll(/^\| (`.+?) \| /gm)].map(
      (match) => match[1] as string,
    );
    const named = cells.flatMap((cell) => [...cell.matchAll(/`(\w+)/g)].map((match) => match[1] as string));
    expect(named).toEqual(expect.arrayContaining(commands));
  });
});

describe('docs/configuration.md', () => {
  const rows = rowsOf(read('docs/configuration.md'));

  it('says what every setting is, and its default, and nothing else', () => {
    const defaults = Object.entries(settingsSchema.parse({})).flatMap(([group, keys]) =>
      Object.entries(keys).map(([key, value]) => [`${group}.${key}`, value] as const),
    );
    expect(rows.filter((row) => /^[a-z]+\.[a-zA-Z]+$/.test(row))).toEqual(defaults.map(([key]) => key));
    const text = read('docs/configuration.md');
    for (const [key, value] of defaults) {
      if (key.startsWith('schedule.') || value === '' || key === 'site.description') continue;
      expect(text, key).toMatch(new RegExp(`^\\| \`${key}\` .*\\| \`${value}\` \\|$`, 'm'));
    }
  });

  it('says what every key of a source and of a correction is', () => {
    const keys = [sourcesFileSchema.shape.sources.element, correctionsFileSchema].flatMap(({ shape }) =>
      Object.keys(shape),
    );
    expect(rows).toEqual(expect.arrayContaining(keys));
  });

  it('names every command', () => {
    expect(commands.length).toBeGreaterThan(8);
    const named = new Set(rows.flatMap((row) => /^newsbraid (\w+)/.exec(row)?.[1] ?? []));
    expect(named).toEqual(new Set(commands));
  });
});

describe('the documents', () => {
  it('point to files that are there', () => {
    const documents = [
      'README.md',
      'CONTRIBUTING.md',
      ...readdirSync(new URL('../docs', import.meta.url)).map((name) => `docs/${name}`),
    ];
    const missing = documents
      .filter((name) => name.endsWith('.md'))
      .flatMap((name) => {
        const named = read(name).matchAll(
          /`((?:assets|bench|bin|config|demo|deploy|docs|sql|src|tests)\/[\w./-]+[\w/…])`/g,
        );
        return [...named].map(([, path]) => ({ name, path: path as string }));
      })
      .filter(({ path }) => !/NNNN|NAME/.test(path) && !existsSync(new URL(`../${path}`, import.meta.url)));
    expect(missing).toEqual([]);
  });
});

describe('docs/monitoring.md', () => {
  it('names every metric, and no other', async () => {
    const metrics = new Metrics({
      database: { query: async () => ({ rows: [] }) },
      pool: { totalCount: 0, idleCount: 0, waitingCount: 0 },
      load: () => null,
      configMistakes: () => 0,
    });
    const names = [...(await metrics.text()).matchAll(/^# TYPE (newsbraid_\w+)/gm)].map((match) => match[1] as string);
    const documented = rowsOf(read('docs/monitoring.md')).filter((row) => row.startsWith('newsbraid_'));
    expect(documented.sort()).toEqual(names.sort());
  });
});

it('is started with the same flags of Node by npm, in the container and by systemd', () => {
  const flags = (JSON.parse(read('package.json')).scripts.start as string)
    .split(' ')
    .filter((word) => word.startsWith('--'));
  expect(flags.length).toBeGreaterThan(0);
  const [image, unit] = ['Dockerfile', 'deploy/newsbraid.service'].map((file) => read(file).replace(/\\\n\s*/g, ''));
  expect(image).toContain(`["node", ${flags.map((flag) => `"${flag}"`).join(', ')}, "bin/newsbraid.js"]`);
  expect(unit).toContain(`node ${flags.join(' ')} bin/newsbraid.js start`);
});
