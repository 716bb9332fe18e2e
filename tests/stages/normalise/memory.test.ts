import { expect, it } from 'vitest';
import { Memory, type Remembered } from '../../../src/stages/normalise/memory.ts';
import type { Outline } from '../../../src/stages/normalise/normalise.ts';

const remembered = (title: string, more: Iterable<readonly [string, Outline]> = []): Remembered => ({
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
    ...more,
  ]),
});

/** With and without guid and page, and with one that is the other. */
const MORE: readonly (readonly [string, Outline])[] = [
  [
    'f2',
    {
      ...{ guid: 'https://daily.example/2', url: 'https://daily.example/2', canonicalUrl: 'https://daily.example/2' },
      ...{ title: '', contentHash: 'h2', published: null, identityKey: 'i2', urlKey: 'u2' },
    },
  ],
  [
    'f3',
    {
      ...{ guid: undefined, url: 'https://daily.example/3?utm_source=x', canonicalUrl: 'https://daily.example/3' },
      ...{ title: '', contentHash: 'h3', published: null, identityKey: 'i3', urlKey: 'u3' },
    },
  ],
  [
    'f4',
    {
      ...{ guid: undefined, url: null, canonicalUrl: null, title: '' },
      ...{ contentHash: 'h4', published: null, identityKey: 'i4', urlKey: null },
    },
  ],
];

it('gives back what it was given, once', () => {
  const memory = new Memory(10_000);
  memory.keep('a', remembered('Überfall', MORE));
  expect(memory.take('a')).toEqual(remembered('Überfall', MORE));
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
