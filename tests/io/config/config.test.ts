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
    [
      'a feed twice in another spelling',
      'sources:\n  - url: http://a.example/rss\n  - url: https://a.example/rss\n  - url: HTTP://A.example:80/rss#top\n',
      'sources.yaml:4: sources[2].url: expected each feed once, got the feed of line 2 again',
    ],
    [
      'an alias of nothing',
      'sources:\n  - url: *feed\n',
      'sources.yaml:2: expected an anchor &feed above, or a text in quotes, got the alias *feed',
    ],
    [
      'an alias of what it stands in',
      'sources: &all\n  - *all\n',
      'sources.yaml:2: expected a value that does not hold itself, got the alias *all',
    ],
    [
      'aliases of aliases of aliases',
      `sources:\n  - &a [${'x,'.repeat(20)}]\n  - &b [${'*a,'.repeat(20)}]\n  - [${'*b,'.repeat(20)}]\n`,
      'sources.yaml:4: expected no more than a hundred values through aliases, got Excessive alias count',
    ],
    [
      'a second document',
      'sources: []\n---\nsources: []\n',
      'sources.yaml:2: expected one YAML document in the file, got the start of another',
    ],
    [
      'a time span without its unit',
      'sources:\n  - url: https://a.example/rss\n    every: 90\n',
      'sources.yaml:3: sources[0].every: expected a time span such as 30s, 15m, 6h or 1d, got 90',
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
    expect(await mistakes()).toEqual(['sources.yaml: expected a readable file, got none: there is no such file']);
  });

  it.each([
    ['language: english', 'a language tag (BCP 47) such as en or pt-BR, got "english"'],
    [
      'url: https://news.example.org/?page=1',
      'an http or https address without a query, a fragment or a password, got "https://news.example.org/?page=1"',
    ],
  ])('refuses site.%s', async (setting, expected) => {
    write('sources.yaml', 'sources: []\n');
    write('settings.yaml', `site:\n  title: T\n  ${setting}\n`);
    const [key] = setting.split(':');
    expect(await mistakes()).toEqual([`settings.yaml:3: site.${key}: expected ${expected}`]);
  });

  it.each([
    ['min: 1s', 'schedule.min: expected from 1m to 365d, got "1s"'],
    ['max: 9999999d', 'schedule.max: expected from 1m to 365d, got "9999999d"'],
    ['min: 2d', 'schedule: expected a min (2d) that is not above max (1d), got {"min":"2d"}'],
    ['max: 5m', 'schedule: expected a min (10m) that is not above max (5m), got {"max":"5m"}'],
    [
      'lease: 30s',
      'schedule: expected a lease (30s) above fetch.totalTimeoutMs and parse.deadlineMs together (1m 2s), got {"lease":"30s"}',
    ],
  ])('refuses a schedule with %s', async (setting, expected) => {
    write('sources.yaml', 'sources: []\n');
    write('settings.yaml', `schedule:\n  ${setting}\n`);
    expect(await mistakes()).toEqual([`settings.yaml:2: ${expected}`]);
  });

  it.each([
    [
      'fetch:\n  firstByteTimeoutMs: 3000000000',
      'settings.yaml:2: fetch.firstByteTimeoutMs: expected at most 3600000, got 3000000000',
    ],
    [
      'retention:\n  itemsDays: 1e12',
      'settings.yaml:2: retention.itemsDays: expected at most 36500, got 1000000000000',
    ],
    [
      'cluster:\n  memoryDays: 1',
      'settings.yaml:2: cluster: expected quietHours (48) within memoryDays (1), as what is forgotten cannot grow, got {"memoryDays":1}',
    ],
    [
      'publish:\n  hub: https://hub.example/',
      'settings.yaml:2: publish.hub: expected site.url to be set with it, as a hub needs public addresses, got "https://hub.example/"',
    ],
  ])('refuses %j', async (settings, expected) => {
    write('sources.yaml', 'sources: []\n');
    write('settings.yaml', `${settings}\n`);
    expect(await mistakes()).toEqual([expected]);
  });

  it('tells what spans two keys together with everything else, and what is no object does not hide it', async () => {
    write('sources.yaml', 'sources: []\n');
    write(
      'settings.yaml',
      'fetch: none\nparse:\nschedule: { min: 2d, max: 1h, leese: 5m }\npublish: { entries: many, hub: "https://hub.example/" }\n',
    );
    expect(await mistakes()).toEqual([
      'settings.yaml:1: fetch: expected keys with values, got "none"',
      'settings.yaml:2: parse: expected keys with values, got null',
      'settings.yaml:3: schedule: expected one of min, max, lease, got "leese"',
      'settings.yaml:3: schedule: expected a min (2d) that is not above max (1h), got {"min":"2d","max":"1h","leese":"5m"}',
      'settings.yaml:4: publish.entries: expected a number, got "many"',
      'settings.yaml:4: publish.hub: expected site.url to be set with it, as a hub needs public addresses, got "https://hub.example/"',
    ]);
  });

  it('refuses to ask other people’s servers more than once a minute, and leaves your own to you', async () => {
    const entry = (url: string, every: string) => `  - url: ${url}\n    every: ${every}\n`;
    write(
      'sources.yaml',
      `sources:\n${entry('https://a.example/rss', '1s')}${entry('https://93.184.216.34/rss', '59s')}${entry('https://b.example/rss', '1m')}` +
        entry('http://127.0.0.1:8000/rss', '1s') +
        entry('http://[fd00::1]/rss', '5s') +
        entry('http://localhost/rss', '5s') +
        entry('http://c.example/rss', '0s') +
        entry('http://d.example/rss', '400d'),
    );
    expect(await mistakes()).toEqual([
      'sources.yaml:3: sources[0].every: expected at least 1m, as more often is a burden to a server, got "1s"',
      'sources.yaml:5: sources[1].every: expected at least 1m, as more often is a burden to a server, got "59s"',
      'sources.yaml:15: sources[6].every: expected from 1s to 365d, got "0s"',
      'sources.yaml:17: sources[7].every: expected from 1s to 365d, got "400d"',
    ]);
  });
});
