import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { regroup } from '../../../src/stages/cluster/regroup.ts';

const table =
  (rows: readonly (readonly number[])[]) =>
  (i: number, j: number): number =>
    rows[i]?.[j] as number;

describe('regroup', () => {
  it.each([
    ['nothing', [], []],
    ['one', [[0]], [[0]]],
    [
      'two that are alike',
      [
        [0, 0.9],
        [0, 0],
      ],
      [[0, 1]],
    ],
    [
      'two that are not',
      [
        [0, 0.2],
        [0, 0],
      ],
      [[0], [1]],
    ],
    [
      'a chain whose ends have nothing in common',
      [
        [0, 0.9, 0],
        [0, 0, 0.6],
        [0, 0, 0],
      ],
      [[0, 1], [2]],
    ],
    [
      'the closest first',
      [
        [0, 0.6, 0],
        [0, 0, 0.9],
        [0, 0, 0],
      ],
      [[0], [1, 2]],
    ],
    [
      'what must stay apart',
      [
        [0, Number.NEGATIVE_INFINITY, 0.9],
        [0, 0, 0.9],
        [0, 0, 0],
      ],
      [[0, 2], [1]],
    ],
  ])('groups %s', (_, rows, groups) => {
    expect(regroup(rows.length, table(rows), 0.5)).toEqual(groups);
  });

  it('puts each thing into exactly one group', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 9, maxLength: 9 }), {
          maxLength: 9,
        }),
        (rows) => {
          const all = regroup(rows.length, table(rows), 0.4).flat();
          expect(all.sort((a, b) => a - b)).toEqual(rows.map((_, at) => at));
        },
      ),
    );
  });
});
