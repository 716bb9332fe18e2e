import { expect, it } from 'vitest';
import { WrittenEntries } from '../../../src/stages/publish/written-entries.ts';

const text = (key: string) => `${key}: ${'x'.repeat(1_000_000)}`;

it('writes what it does not know, in order, and forgets what was not used for longest', () => {
  const written = new WrittenEntries();
  const asked: string[][] = [];
  const ask = (...keys: string[]) => {
    const texts = written.all(keys, (missing) => {
      asked.push(missing.map((index) => keys[index] as string));
      return missing.map((index) => text(keys[index] as string));
    });
    expect(texts).toEqual(keys.map(text));
  };
  ask('a', 'b');
  ask('c', 'a', 'd', 'b');
  ask('e', 'f', 'g', 'a');
  ask('h', 'i', 'a');
  ask('c', 'd');
  expect(asked).toEqual([
    ['a', 'b'],
    ['c', 'd'],
    ['e', 'f', 'g'],
    ['h', 'i'],
    ['c', 'd'],
  ]);
});

it('gives more at once than it keeps', () => {
  const keys = Array.from({ length: 12 }, (_, index) => `${index}`);
  expect(new WrittenEntries().all(keys, (missing) => missing.map((index) => text(`${index}`)))).toEqual(keys.map(text));
});
