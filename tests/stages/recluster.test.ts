import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reclusteringOf } from '../../src/stages/recluster.ts';

const NEXT = 100;
const because = { rule: 'any', score: 1, threshold: 1, words: [], with: null };
const say = (pairs: readonly (readonly [number, number])[]) =>
  reclusteringOf(
    pairs.map(([before, after], storyId) => ({ storyId, before, after, because, follows: null })),
    NEXT,
  );

/** Clusters after the changes, story by story. */
function clustersAfter(pairs: readonly (readonly [number, number])[]): number[] {
  const { moves, merges } = say(pairs);
  return pairs.map(([before], storyId) => {
    const now = moves.find((move) => move.storyId === storyId)?.into ?? before;
    return merges.find(({ from }) => from === now)?.into ?? now;
  });
}

describe('reclusteringOf', () => {
  it.each<[string, [number, number][], number[]]>([
    [
      'leaves alone what stays',
      [
        [1, 101],
        [1, 101],
        [2, 102],
      ],
      [1, 1, 2],
    ],
    [
      'keeps the oldest id of a merge',
      [
        [5, 101],
        [2, 101],
        [2, 101],
      ],
      [2, 2, 2],
    ],
    [
      'keeps the id where most stories stay',
      [
        [1, 101],
        [1, 102],
        [1, 102],
      ],
      [100, 1, 1],
    ],
    [
      'keeps it with the oldest where as many stay',
      [
        [1, 101],
        [1, 102],
      ],
      [1, 100],
    ],
    [
      'lets a cluster end where most of it went',
      [
        [1, 101],
        [1, 101],
        [2, 101],
        [2, 101],
        [2, 102],
      ],
      [1, 1, 1, 1, 100],
    ],
    [
      'keeps two ids that trade stories',
      [
        [1, 101],
        [1, 101],
        [1, 102],
        [2, 102],
        [2, 102],
        [2, 101],
      ],
      [1, 1, 2, 2, 2, 1],
    ],
    [
      'keeps a cluster that was left as it is, and what joins it',
      [
        [7, 7],
        [9, 7],
      ],
      [7, 7],
    ],
  ])('%s', (_, pairs, expected) => {
    expect(clustersAfter(pairs)).toEqual(expected);
  });

  it('gives exactly the groups, permanent ids, and no changes for the same groups', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 101, max: 106 })), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(pairs, (given) => {
        const clusters = clustersAfter(given);
        for (const [i, [, group]] of given.entries()) {
          for (const [j, [, other]] of given.entries()) expect(clusters[i] === clusters[j]).toBe(group === other);
        }
        const { founded, merges } = say(given);
        // Every id lives on, or redirects to an older one that does.
        for (const [before] of given) {
          const into = merges.find(({ from }) => from === before)?.into;
          expect(clusters).toContain(into ?? before);
          if (into !== undefined) expect(into).toBeLessThan(before);
        }
        expect(founded.every(({ id }) => id >= NEXT)).toBe(true);
        const again = say(given.map(([, group], at) => [clusters[at] as number, group]));
        expect([...again.moves, ...again.merges, ...again.founded]).toEqual([]);
      }),
    );
  });
});
