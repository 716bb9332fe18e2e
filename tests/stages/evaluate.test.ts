import { describe, expect, it } from 'vitest';
import { groupingQuality, pairQuality } from '../../src/stages/evaluate.ts';

describe('groupingQuality', () => {
  it.each([
    ['all right', ['a', 'a', 'b'], [1, 1, 2], { precision: 1, recall: 1, f1: 1, pairF1: 1 }],
    ['all in one', ['a', 'a', 'b', 'b'], [1, 1, 1, 1], { precision: 0.5, recall: 1, f1: 2 / 3, pairF1: 0.5 }],
    ['each alone', ['a', 'a', 'a', 'a'], [1, 2, 3, 4], { precision: 1, recall: 0.25, f1: 0.4, pairF1: 0 }],
  ])('%s', (_, truth, predicted, expected) => {
    for (const [figure, value] of Object.entries(groupingQuality(truth, predicted))) {
      expect(value, figure).toBeCloseTo(expected[figure as keyof typeof expected]);
    }
  });
});

describe('pairQuality', () => {
  it('counts right decisions, and how far joins and events can be trusted', () => {
    const decided = [
      { same: true, joined: true },
      { same: true, joined: false },
      { same: false, joined: false },
      { same: false, joined: true },
    ];
    expect(pairQuality(decided)).toEqual({ accuracy: 0.5, precision: 0.5, recall: 0.5 });
    expect(pairQuality([])).toEqual({ accuracy: 1, precision: 1, recall: 1 });
  });
});
