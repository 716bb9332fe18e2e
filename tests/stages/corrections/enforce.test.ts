import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noCorrections } from '../../../src/model/corrections.ts';
import type { Merge, Move } from '../../../src/model/decision.ts';
import { enforce } from '../../../src/stages/corrections/enforce.ts';
import { NamedStories } from '../../../src/stages/corrections/named-stories.ts';
import { referenceKey } from '../../../src/text/reference-key.ts';

const url = (story: number) => `https://news.example/${story}`;
const NEXT = { nextStoryId: 100, nextClusterId: 100 };

interface World {
  /** The cluster of each story, by its number. */
  readonly clusters: readonly number[];
  readonly together: readonly (readonly number[])[];
  readonly apart: readonly (readonly [number, number])[];
}

function nameAll({ clusters, together, apart }: World): NamedStories {
  const named = new NamedStories({
    ...noCorrections,
    together: together.map((group) => group.map(url)),
    apart: apart.map(([a, b]) => [url(a), url(b)]),
  });
  clusters.forEach((clusterId, storyId) => {
    const key = referenceKey(url(storyId)) as string;
    if (named.keys.has(key)) named.note({ key, storyId, clusterId });
  });
  return named;
}

function clustersAfter(clusters: readonly number[], changes: readonly (Merge | Move)[]): number[] {
  return changes.reduce<number[]>(
    (now, change) =>
      'storyId' in change
        ? now.map((cluster, story) => (story === change.storyId ? change.into : cluster))
        : now.map((cluster) => (cluster === change.from ? change.into : cluster)),
    [...clusters],
  );
}

describe('enforce', () => {
  it.each<[string, World, number[]]>([
    ['joins into the oldest', { clusters: [7, 3, 5], together: [[0, 1, 2]], apart: [] }, [3, 3, 3]],
    ['brings along what shares the cluster', { clusters: [1, 2, 2], together: [[0, 1]], apart: [] }, [1, 1, 1]],
    [
      'ties lists that share a story',
      {
        clusters: [1, 2, 3],
        together: [
          [0, 1],
          [1, 2],
        ],
        apart: [],
      },
      [1, 1, 1],
    ],
    ['takes out the second', { clusters: [1, 1, 1], together: [], apart: [[0, 1]] }, [1, 100, 1]],
    ['takes along what belongs to it', { clusters: [1, 1, 1], together: [[1, 2]], apart: [[0, 1]] }, [1, 100, 100]],
    [
      'moves stories, not clusters, where these hold what is to be apart',
      { clusters: [1, 1, 2, 2], together: [[0, 2]], apart: [[1, 3]] },
      [1, 1, 1, 2],
    ],
    ['has nothing to do', { clusters: [1, 1, 2], together: [[0, 1]], apart: [[0, 2]] }, [1, 1, 2]],
  ])('%s', (_, world, expected) => {
    expect(clustersAfter(world.clusters, enforce(nameAll(world), NEXT).changes)).toEqual(expected);
  });

  it('parts articles of one story', () => {
    const named = nameAll({ clusters: [], together: [], apart: [[0, 1]] });
    for (const article of [0, 1]) named.note({ key: referenceKey(url(article)) as string, storyId: 5, clusterId: 2 });
    expect(enforce(named, NEXT)).toMatchObject({
      splits: [{ key: referenceKey(url(1)), from: 5, storyId: 100, move: { storyId: 100, from: 2, into: 100 } }],
      founded: [{ id: 100, leadStoryId: 100 }],
    });
  });

  const story = fc.nat(7);
  const world = fc
    .record({
      clusters: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 8, maxLength: 8 }),
      together: fc.array(fc.uniqueArray(story, { minLength: 2, maxLength: 3 }), { maxLength: 2 }),
      apart: fc.array(fc.tuple(story, story), { maxLength: 4 }),
    })
    .filter(({ together, apart }) => {
      const group = groupsOf(together);
      return apart.every(([a, b]) => a !== b && (group(a) === null || group(a) !== group(b)));
    });

  it('leaves every correction obeyed, and nothing to do', () => {
    fc.assert(
      fc.property(world, (given) => {
        const clusters = clustersAfter(given.clusters, enforce(nameAll(given), NEXT).changes);
        for (const group of given.together) expect(new Set(group.map((each) => clusters[each])).size).toBe(1);
        for (const [a, b] of given.apart) expect(clusters[a]).not.toBe(clusters[b]);
        expect(enforce(nameAll({ ...given, clusters }), NEXT).changes).toEqual([]);
      }),
    );
  });

  it('allows no placement that undoes it', () => {
    const change = fc.oneof(
      fc.record({ from: fc.integer({ min: 1, max: 4 }), into: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ storyId: story, from: fc.integer({ min: 1, max: 4 }), into: fc.integer({ min: 1, max: 101 }) }),
    );
    fc.assert(
      fc.property(
        world,
        fc.array(change, { maxLength: 4 }),
        fc.integer({ min: 1, max: 4 }),
        (given, changes, joined) => {
          const clusters = clustersAfter(given.clusters, enforce(nameAll(given), NEXT).changes);
          const because = { rule: 'any', score: 1, threshold: 1, words: [], with: null };
          const wanted: (Merge | Move)[] = changes
            .filter((each) => each.from !== each.into)
            .map((each) => ({ ...each, because }));
          const placement = {
            joins: { fits: joined, clusterId: joined, because },
            merges: wanted.filter((each): each is Merge => !('storyId' in each)),
            moves: wanted.filter((each): each is Move => 'storyId' in each && clusters[each.storyId] === each.from),
            follows: null,
            near: [],
          };
          const obeyed = nameAll({ ...given, clusters }).obey({ storyId: 50, keys: [] }, placement, 100);
          const now = clustersAfter(clusters, [...obeyed.moves, ...obeyed.merges]);
          for (const group of given.together) expect(new Set(group.map((each) => now[each])).size).toBe(1);
          for (const [a, b] of given.apart) expect(now[a]).not.toBe(now[b]);
        },
      ),
    );
  });
});

/** For each story the group that ties it to others; null: none. */
function groupsOf(lists: readonly (readonly number[])[]): (story: number) => number | null {
  const groups: Set<number>[] = [];
  for (const list of lists) {
    const tied = groups.filter((group) => list.some((each) => group.has(each)));
    for (const group of tied) groups.splice(groups.indexOf(group), 1);
    groups.push(new Set([...list, ...tied.flatMap((group) => [...group])]));
  }
  return (each) => groups.findIndex((group) => group.has(each)) + 1 || null;
}
