import { expect, it } from 'vitest';
import { areWordsDue } from '../../../src/io/db/word-store.ts';

const NOW = new Date('2025-03-01T12:00Z');

it.each([
  ['after ten thousand stories', 10_001, '2025-03-01T12:00Z', true],
  ['not after fewer, shortly after', 10_000, '2025-03-01T11:30Z', false],
  ['after an hour, for one story', 2, '2025-03-01T11:00Z', true],
  ['never for no story', 1, '2025-02-01T00:00Z', false],
])('words are written %s', (_, next, at, due) => {
  expect(areWordsDue({ nextStoryId: 1, at: new Date(at) }, next, NOW)).toBe(due);
});
