import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/io/config/config.ts';
import { ConfigError } from '../../../src/model/errors.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'newsbraid-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

async function mistakes(): Promise<string[]> {
  const error = await readConfig(folder).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).message.split('\n').map((line) => line.replace(`${folder}/`, ''));
}

describe('readConfig', () => {
  it('fills in what is left out', async () => {
    write('sources.yaml', 'sources:\n  - url: https://a.example/rss\n');
    expect((await readConfig(folder)).sources).toEqual([
      {
        url: 'https://a.example/rss',
        title: null,
        outlet: null,
        categories: [],
        everyMs: null,
        priority: 0,
        enabled: true,
      },
    ]);
  });

  it('reads time spans, lists and single categories', async () => {
    write(
      'sources.yaml',
      'sources:\n  - { url: "https://a.example/rss", every: 15m, category: world }\n  - { url: "https://b.example/rss", category: [a, b] }\n',
    );
    const { sources } = await readConfig(folder);
    expect(sources.map(({ everyMs, categories }) => ({ everyMs, categories }))).toEqual([
      { everyMs: 900_000, categories: ['world'] },
      { everyMs: null, categories: ['a', 'b'] },
    ]);
  });

  it('reports all mistakes of all files at once, each with its line', async () => {
    write(
      'sources.yaml',
      'sources:\n  - url: ftp://a.example/rss\n    evry: 15m\n  - url: https://b.example/rss\n    every: soon\n  - titel: x\n',
    );
    write('settings.yaml', 'fetch:\n  concurrency: many\n  allowPrivateAddresses: perhaps\n');
    expect(await mistakes()).toEqual([
      'sources.yaml:2: sources[0].url: expected an http or https address of a feed, got "ftp://a.example/rss"',
      'sources.yaml:3: sources[0]: expected one of url, title, outlet, category, every, priority, enabled, got "evry"',
      'sources.yaml:5: sources[1].every: expected a time span such as 30s, 15m, 6h or 1d, got "soon"',
      'sources.yaml:6: sources[2].url: expected an http or https address of a feed, got nothing',
      'sources.yaml:6: sources[2]: expected one of url, title, outlet, category, every, priority, enabled, got "titel"',
      'settings.yaml:2: fetch.concurrency: expected a number, got "many"',
      'settings.yaml:3: fetch.allowPrivateAddresses: expected true or false, got "perhaps"',
    ]);
  });

  it('reports what the schema refuses and feeds that come twice in one go, by line', async () => {
    write(
      'sources.yaml',
      'sources:\n  - url: https://a.example/rss\n    evry: 15m\n  -\n  - url: https://a.example/rss\n    priority: high\n',
    );
    expect(await mistakes()).toEqual([
      'sources.yaml:3: sources[0]: expected one of url, title, outlet, category, every, priority, enabled, got "evry"',
      'sources.yaml:4: sources[1]: expected keys with values, got null',
      'sources.yaml:5: sources[2].url: expected each feed once, got the feed of line 2 again',
      'sources.yaml:6: sources[2].priority: expected a number, got "high"',
    ]);
  });

  it.each([
    [
      'a feed twice',
      'sources:\n  - url: https://a.example/rss\n  - url: https://a.example/rss\n',
      'sources.yaml:3: sources[1].url: expected each feed once, got the feed of line 2 again',
    ],
    ['no list', 'sources: none\n', 'sources.yaml:1: sources: expected a list, got "none"'],
    ['an empty file', '', 'sources.yaml:1: sources: expected a list, got nothing'],
    [
      'broken YAML',
      'sources:\n  - url: "https://a.example\n',
      /^sources\.yaml:\d: expected valid YAML, got Missing closing "quote$/,
    ],
  ])('reports %s', async (_, text, expected) => {
    write('sources.yaml', text);
    expect((await mistakes())[0]).toMatch(expected);
  });

  it('reports a missing sources.yaml', async () => {
    expect(await mistakes()).toEqual(['sources.yaml: expected a readable file, got no such file']);
  });
});
