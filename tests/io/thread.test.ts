import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Thread } from '../../src/io/thread.ts';

interface Counting {
  add(by: number): number;
  fail(message: string): void;
  die(code: number): void;
}

const folder = mkdtempSync(join(tmpdir(), 'newsbraid-thread-'));
let thread: Thread<Counting>;

beforeAll(() => {
  const file = join(folder, 'counting.mjs');
  writeFileSync(
    file,
    `let sum = 0;
     export const add = (by) => (sum += by);
     export const fail = (message) => { throw new Error(message); };
     export const die = (code) => process.exit(code);`,
  );
  thread = new Thread(pathToFileURL(file));
});
afterAll(async () => {
  await thread.close();
  rmSync(folder, { recursive: true });
});

it('keeps what its module keeps, in the order of the calls', async () => {
  expect(await Promise.all([thread.call('add', 1), thread.call('add', 2), thread.call('add', 3)])).toEqual([1, 3, 6]);
});

it('fails a call whose function throws, and remembers', async () => {
  await expect(thread.call('fail', 'no such story')).rejects.toThrow('no such story');
  expect(await thread.call('add', 1)).toBe(7);
});

it('fails the call under way when the thread ends; the next one meets a module that remembers nothing', async () => {
  await expect(thread.call('die', 1)).rejects.toThrow();
  expect(await thread.call('add', 1)).toBe(1);
});
