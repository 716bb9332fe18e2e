import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { appendSources, type NewSource } from '../../../src/io/config/append-sources.ts';
import { addSources } from '../../../src/io/config/edit-sources.ts';
import { sameFeed } from '../../../src/io/config/same-feed.ts';
import { ConfigError } from '../../../src/model/errors.ts';

const NEW: NewSource = { url: 'https://n.example/rss', title: 'N: a "title" # here', category: ['a', 'b'] };

describe('appendSources', () => {
  it.each<[string, string, string]>([
    [
      'keeps comments, empty lines and alignment',
      '# top\nsources:\n\n  # World\n  - url: https://a.example/rss   # first\n    outlet:   A\n\n  # end\n',
      '# top\nsources:\n\n  # World\n  - url: https://a.example/rss   # first\n    outlet:   A\n  - url: https://n.example/rss\n\n  # end\n',
    ],
    [
      'follows another indentation',
      'sources:\n- url: https://a.example/rss # last',
      'sources:\n- url: https://a.example/rss # last\n- url: https://n.example/rss\n',
    ],
    [
      'keeps the line ends of Windows',
      'sources:\r\n    - url: https://a.example/rss\r\n',
      'sources:\r\n    - url: https://a.example/rss\r\n    - url: https://n.example/rss\r\n',
    ],
    [
      'follows an entry in braces',
      'sources:\n  - { url: "https://a.example/rss", every: 15m }\n',
      'sources:\n  - { url: "https://a.example/rss", every: 15m }\n  - url: https://n.example/rss\n',
    ],
    ['fills an empty list', '# mine\nsources: []\n', '# mine\nsources:\n  - url: https://n.example/rss\n'],
    [
      'opens a list in brackets',
      '# mine\nsources: [{ url: https://a.example/rss }] # all\n',
      '# mine\nsources:\n  - {url: https://a.example/rss}\n  - url: https://n.example/rss\n  # all\n',
    ],
  ])('%s', (_, before, after) => {
    expect(appendSources(before, [{ url: 'https://n.example/rss' }])).toBe(after);
  });

  it('adds to the shipped file one block of lines and touches nothing else', () => {
    const before = readFileSync(fileURLToPath(new URL('../../../config/sources.yaml', import.meta.url)), 'utf8');
    const after = appendSources(before, [NEW]);
    const block = after.split('\n').filter((line) => !before.split('\n').includes(line));
    expect(block).toEqual([
      '  - url: https://n.example/rss',
      '    title: \'N: a "title" # here\'',
      '    category: [a, b]',
    ]);
    expect(parse(after).sources.at(-1)).toEqual(NEW);
  });

  it('always says what was there and what was added, whatever the texts', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((s) => s.trim() === s);
    const entry = fc.record({
      url: fc.webUrl(),
      title: text,
      category: fc.array(text, { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 3 }),
        fc.array(entry, { minLength: 1, maxLength: 3 }),
        (first, second) => {
          const once = appendSources('sources: []\n', first);
          const twice = appendSources(`${once}# end\n`, second);
          expect(parse(twice)).toEqual({ sources: [...first, ...second] });
          expect(twice).toContain('# end\n');
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('addSources', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'newsbraid-edit-'));
    file = join(folder, 'sources.yaml');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('leaves out what is there already, and says where', async () => {
    writeFileSync(file, 'sources:\n  - url: https://www.a.example/rss/\n', { mode: 0o640 });
    const { added, present } = await addSources(folder, [{ url: 'http://a.example/rss' }, NEW, NEW]);
    expect(added).toEqual([NEW]);
    expect(present).toEqual([
      { url: 'http://a.example/rss', line: 2 },
      { url: NEW.url, line: 0 },
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(parse(readFileSync(file, 'utf8')).sources).toHaveLength(2);
  });

  it('writes through a link, and into a folder that has no file yet', async () => {
    await addSources(folder, [NEW]);
    expect(parse(readFileSync(file, 'utf8'))).toEqual({ sources: [NEW] });
    const other = mkdtempSync(join(folder, 'other-'));
    symlinkSync(file, join(other, 'sources.yaml'));
    await addSources(other, [{ url: 'https://b.example/rss' }]);
    expect(parse(readFileSync(file, 'utf8')).sources).toHaveLength(2);
  });

  it('does not touch a file with mistakes', async () => {
    writeFileSync(file, 'sources:\n  - url: nowhere\n');
    await expect(addSources(folder, [NEW])).rejects.toThrow(ConfigError);
    expect(readFileSync(file, 'utf8')).toBe('sources:\n  - url: nowhere\n');
  });
});

describe('sameFeed', () => {
  it.each([
    ['https://a.example/rss', 'http://www.a.example/rss/', true],
    ['https://a.example/rss?x=1', 'https://a.example/rss?x=2', false],
    ['https://a.example/rss', 'https://b.example/rss', false],
  ])('%s and %s: %s', (a, b, same) => {
    expect(sameFeed(a) === sameFeed(b)).toBe(same);
  });
});
