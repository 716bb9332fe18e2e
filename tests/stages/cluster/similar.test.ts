import { expect, it } from 'vitest';
import type { Merge } from '../../../src/model/decision.ts';
import { similarTo } from '../../../src/stages/cluster/similar.ts';

const because = { rule: 'one-event', score: 1, threshold: 0.5, words: [], with: 1 };
const merge = (from: number, into: number): Merge => ({ from, into, because });

it.each<[string, number, number[], Merge[], number[]]>([
  ['what is near it', 9, [4, 7], [], [4, 7]],
  ['not the cluster that it joins', 4, [4, 7], [], [7]],
  ['nor what merges into that', 4, [7, 8], [merge(7, 4)], [8]],
  ['nor what the other way leads to it', 3, [8, 5, 4], [merge(5, 4), merge(4, 3)], [8]],
  ['what has merged under the number that stays, once', 9, [7, 2, 5], [merge(7, 2)], [2, 5]],
])('a story is related to %s', (_, clusterId, ids, merges, related) => {
  const near = ids.map((id, at) => ({ clusterId: id, score: 0.9 - at / 10 }));
  const found = similarTo(clusterId, { near, merges });
  expect(found.map((likeness) => likeness.clusterId)).toEqual(related);
  expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).sort((a, b) => b - a));
  if (related.length > 0) expect(near.map(({ score }) => score)).toContain(found[0]?.score);
});
