import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigWatch } from '../../../src/io/config/watch.ts';
import { capturedLog } from '../../support/captured-log.ts';
import { eventually } from '../../support/eventually.ts';

const ONE = 'sources:\n  - url: https://a.example/rss\n';
const TWO = `${ONE}  - url: https://b.example/rss\n`;
const BROKEN = 'sources:\n  - url: https://a.example/rss\n    every: soon\n';

let folder: string;
let config: ConfigWatch;
let captured: ReturnType<typeof capturedLog>;
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const urls = () => config.sources.current.map(({ url }) => url);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'newsbraid-watch-'));
  write('sources.yaml', ONE);
  captured = capturedLog();
  config = await ConfigWatch.open(folder, captured.log);
});
afterEach(() => {
  config.close();
  rmSync(folder, { recursive: true });
});

describe('a watched config', () => {
  it.each<[string, () => void]>([
    ['writes the file in place', () => write('sources.yaml', TWO)],
    [
      'puts another file in its place',
      () => {
        write('.sources.yaml.swp', TWO);
        renameSync(join(folder, '.sources.yaml.swp'), join(folder, 'sources.yaml'));
      },
    ],
    [
      'moves the file away and writes a new one',
      () => {
        renameSync(join(folder, 'sources.yaml'), join(folder, 'sources.yaml~'));
        write('sources.yaml', TWO);
      },
    ],
    [
      'swaps a symbolic link, as mounted config maps do',
      () => {
        mkdirSync(join(folder, '..data'));
        write('..data/sources.yaml', TWO);
        unlinkSync(join(folder, 'sources.yaml'));
        symlinkSync('..data/sources.yaml', join(folder, 'sources.yaml'));
      },
    ],
  ])('follows an editor that %s', async (_, edit) => {
    const seen: number[] = [];
    config.sources.subscribe((sources) => seen.push(sources.length));
    edit();
    await eventually('the second source', () => urls().length === 2, 5000);
    expect(urls()).toEqual(['https://a.example/rss', 'https://b.example/rss']);
    expect(seen).toEqual([2]);
    expect(config.mistakes).toEqual([]);
  });

  it('takes no half-written file for an edit', async () => {
    const seen: number[] = [];
    config.sources.subscribe((sources) => seen.push(sources.length));
    write('sources.yaml', '');
    write('sources.yaml', TWO.slice(0, 60));
    write('sources.yaml', TWO);
    await eventually('the second source', () => urls().length === 2, 5000);
    expect(seen).toEqual([2]);
    expect(captured.text()).not.toContain('mistakes');
  });

  it('reports a broken edit once, keeps what was in force, and says when it is mended', async () => {
    write('sources.yaml', BROKEN);
    await eventually('the mistake', () => config.mistakes.length > 0, 5000);
    expect(config.mistakes).toEqual([
      {
        file: join(folder, 'sources.yaml'),
        line: 3,
        path: 'sources[0].every',
        expected: 'a time span such as 30s, 15m, 6h or 1d',
        got: '"soon"',
      },
    ]);
    expect(urls()).toEqual(['https://a.example/rss']);
    utimesSync(join(folder, 'sources.yaml'), new Date(), new Date());
    write('sources.yaml', TWO);
    await eventually('the second source', () => urls().length === 2, 5000);
    expect(config.mistakes).toEqual([]);
    const told = captured.lines.map(({ msg }) => msg);
    expect(told.filter((text) => text.startsWith('the config has mistakes'))).toHaveLength(1);
    expect(told.at(-1)).toBe('the config is in order again');
    expect(captured.text()).toContain('sources.yaml:3: sources[0].every: expected a time span');
  });

  it('changes settings alone when settings alone were edited, and goes back to defaults when they go', async () => {
    let sourcesChanged = 0;
    config.sources.subscribe(() => sourcesChanged++);
    write('settings.yaml', 'fetch:\n  concurrency: 3\n');
    await eventually('the setting', () => config.settings.current.fetch.concurrency === 3, 5000);
    rmSync(join(folder, 'settings.yaml'));
    await eventually('the default', () => config.settings.current.fetch.concurrency === 32, 5000);
    expect(sourcesChanged).toBe(0);
  });

  it('does not show a password that stands in a mistake', async () => {
    write('sources.yaml', 'sources:\n  - url: ftp://anna:geheim@a.example/rss\n');
    await eventually('the mistake', () => config.mistakes.length > 0, 5000);
    expect(captured.text()).toContain('ftp://***@a.example/rss');
    expect(JSON.stringify(config.mistakes) + captured.text()).not.toContain('geheim');
  });
});
