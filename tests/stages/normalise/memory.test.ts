import { expect, it } from 'vitest';
import { Memory, type Remembered } from '../../../src/stages/normalise/memory.ts';

const remembered = (title: string): Remembered => ({
  bodyHash: 'b',
  wholeAt: 1_700_000_000_000,
  context: 'c',
  circumstances: 'Daily',
  items: new Map([
    [
      'f',
      {
        ...{ guid: 'g', url: null, canonicalUrl: null, title, contentHash: 'h' },
        ...{ published: 1_700_000_000_000, identityKey: 'i', urlKey: null },
      },
    ],
  ]),
});

it('gives back what it was given, once', () => {
  const memory = new Memory(10_000);
  memory.keep('a', remembered('Überfall'));
  expect(memory.take('a')).toEqual(remembered('Überfall'));
  expect(memory.take('a')).toBeNull();
  expect(memory.bytes).toBe(0);
});

it('holds no more than it may, and forgets what was kept longest ago', () => {
  const memory = new Memory(10_000);
  for (let n = 0; n < 1000; n++) memory.keep(`source ${n % 200}`, remembered('x'.repeat(n)));
  expect(memory.bytes).toBeLessThanOrEqual(10_000);
  expect(memory.bytes).toBeGreaterThan(8000);
  expect(memory.take('source 199')).toEqual(remembered('x'.repeat(999)));
  expect(memory.take('source 0')).toBeNull();
  memory.keep('large', remembered('x'.repeat(2000)));
  expect(memory.take('large')).toBeNull();
  expect(memory.take('source 198')).not.toBeNull();
});
