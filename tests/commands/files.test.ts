import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { Installation, MAIN } from '../support/newsbraid.ts';

const database = useDatabase();
let place: Installation;
beforeAll(() => {
  place = new Installation({ 'sources.yaml': 'sources: []\n' }, { DATABASE_URL: database().url });
  mkdirSync(join(place.folder, 'folder'));
  const file = (name: string, text: string) => writeFileSync(join(place.folder, name), text);
  file('empty', '');
  file('words', 'no list\n');
  file('untitled.jsonl', '{"cluster": "a"}\n');
  file('untitled-pair.jsonl', '{"a": {}, "b": {"title": "x"}, "same": true}\n');
});
afterAll(() => place.remove());

/** What, which file, why, and what to do: in one line, with the exit code for what failed. */
describe('a file that cannot be used', () => {
  it.each([
    ['parse missing.xml', 'Cannot read missing.xml: there is no such file. Check the path.'],
    ['parse folder', 'Cannot read folder: it is a folder. Name a file.'],
    ['evaluate missing', 'Cannot read missing: there is no such file. Check the path.'],
    ['evaluate folder', 'Cannot read folder: it is a folder. Name a file.'],
    ['evaluate empty', /^empty: expected \{.*\}, got an empty file$/],
    ['evaluate untitled.jsonl', /^untitled\.jsonl:1: expected \{"title", .*, got \{"cluster": "a"\}$/],
    ['evaluate untitled-pair.jsonl', /^untitled-pair\.jsonl:1: expected .*, got \{"a": \{\}/],
    ['sources import missing', 'Cannot read missing: there is no such file. Check the path.'],
    ['sources import folder', 'Cannot read folder: it is a folder. Name a file.'],
    ['sources import empty', 'empty: expected an OPML list of feeds, got an empty file'],
    ['sources import words', /^words: expected an OPML list of feeds, got text that begins "no list/],
    ['sources export none/x.opml', 'Cannot write none/x.opml: its folder does not exist. Create it first.'],
    ['sources export folder', 'Cannot write folder: it is a folder. Name a file.'],
    ['db backup none/x.gz', 'Cannot write none/x.gz: its folder does not exist. Create it first.'],
    ['db backup --force folder', 'folder is a folder: name the file to write in it.'],
    ['db restore missing', 'Cannot read missing: there is no such file. Check the path.'],
    ['db restore folder', 'Cannot read folder: it is a folder. Name a file.'],
    ['db restore words', /^words cannot be restored: it is damaged, or no file that .* wrote\. Nothing was changed\.$/],
  ])('%s', async (command, expected) => {
    const { code, stdout, stderr } = await place.run(...command.split(' '));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^newsbraid: [^\n]+\n$/);
    const said = stderr.slice('newsbraid: '.length, -1);
    if (typeof expected === 'string') expect(said).toBe(expected);
    else expect(said).toMatch(expected);
  });

  it.runIf(existsSync('/dev/full'))('ends in one line where the output has no room', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [MAIN, 'config', 'check'], {
      ...{ cwd: place.folder, env: place.environment, encoding: 'utf8' },
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'newsbraid: Cannot write the output: the disk is full.\n',
    });
  });

  it('writes a list to standard output where - is named, and counts one as one', async () => {
    const other = new Installation(
      { 'sources.yaml': 'sources:\n  - url: https://a.example/rss\n' },
      { DATABASE_URL: database().url },
    );
    const exported = await other.run('sources', 'export', '-');
    const checked = await other.run('config', 'check');
    const left = readdirSync(other.folder);
    other.remove();
    expect(exported.stdout).toContain('xmlUrl="https://a.example/rss"');
    expect(checked.stdout).toMatch(/ is in order: 1 source\.\n$/);
    expect(left).toEqual(['config']);
  });

  it('says where the database would be', async () => {
    const other = new Installation({ 'sources.yaml': 'sources: []\n' }, { NEWSBRAID_DATA: 'taken' });
    writeFileSync(join(other.folder, 'taken'), '');
    const { code, stderr } = await other.run('sql', 'select 1');
    other.remove();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^newsbraid: Cannot create the folder \S+taken: there is a file of that name\. .*NEWSBRAID_DATA/,
    );
  });

  it.runIf(existsSync('/proc/self'))('does not try for ever where no folder can be', () => {
    const { status, stderr } = spawnSync(process.execPath, [MAIN, 'sql', 'select 1'], {
      ...{ cwd: place.folder, encoding: 'utf8', timeout: 20_000, killSignal: 'SIGKILL' },
      env: { ...place.environment, DATABASE_URL: '', NEWSBRAID_DATA: '/proc/newsbraid/data' },
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^newsbraid: Cannot create the folder \/proc\/newsbraid\/data: that place takes no folders\. .*NEWSBRAID_DATA/,
    );
  });
});
