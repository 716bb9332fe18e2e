import { describe, expect, it } from 'vitest';
import { type Corrections, noCorrections } from '../../../src/model/corrections.ts';
import type { Placement } from '../../../src/model/decision.ts';
import { NamedStories } from '../../../src/stages/corrections/named-stories.ts';
import { referenceKey } from '../../../src/text/reference-key.ts';

const url = (page: string) => `https://news.example/${page}`;
const keysOf = (page: string) => [referenceKey(url(page)) as string];
const because = { rule: 'shared-rare-words', score: 0.4, threshold: 0.2, words: [], with: 1 };
const NEAR = [{ clusterId: 1, score: 0.4 }];
const joins = (clusterId: number): Placement => ({
  joins: { fits: clusterId, clusterId, because },
  merges: [],
  moves: [],
  follows: null,
  near: NEAR,
});
const founds: Placement = { joins: null, merges: [], moves: [], follows: 2, near: NEAR };

/** Knows page `a` as story 1 in cluster 1 and page `b` as story 2 in cluster 2. */
function naming(corrections: Partial<Corrections>): NamedStories {
  const named = new NamedStories({ ...noCorrections, ...corrections });
  named.note({ key: keysOf('a')[0] as string, storyId: 1, clusterId: 1 });
  named.note({ key: keysOf('b')[0] as string, storyId: 2, clusterId: 2 });
  return named;
}

describe('a new story', () => {
  const together = { together: [[url('a'), url('new')]] };
  const apart = { apart: [[url('a'), url('new')] as [string, string]] };

  it.each<[string, Partial<Corrections>]>([
    ['they are apart', { apart: [[url('a'), url('b')]] }],
    ['the story is apart from the one there', { apart: [[url('a'), url('new')]] }],
    [
      'it belongs to the one that they keep it from',
      { together: [[url('b'), url('new')]], apart: [[url('a'), url('b')]] },
    ],
  ])('joins what it fits where that may not merge with another: %s', (_, corrections) => {
    const merges = [{ from: 2, into: 1, because }];
    const placement: Placement = { ...joins(1), joins: { fits: 2, clusterId: 1, because }, merges };
    const obeyed = naming(corrections).obey({ storyId: 9, keys: keysOf('new') }, placement, 10);
    expect(obeyed).toMatchObject({ joins: { clusterId: 2 }, merges: [] });
  });

  it.each<[string, Partial<Corrections>, Placement, number | null, string | undefined]>([
    ['is placed as it was', {}, joins(1), 1, 'shared-rare-words'],
    ['joins what it belongs with', together, founds, 1, 'correction'],
    ['joins that rather than what its words say', together, joins(2), 1, 'correction'],
    ['keeps the better reason', together, joins(1), 1, 'shared-rare-words'],
    ['stays out of what it is apart from', apart, joins(1), null, undefined],
    ['may join others', apart, joins(2), 2, 'shared-rare-words'],
  ])('%s', (_, corrections, placement, clusterId, rule) => {
    const obeyed = naming(corrections).obey({ storyId: 9, keys: keysOf('new') }, placement, 10);
    expect(obeyed.joins?.clusterId ?? null).toBe(clusterId);
    expect(obeyed.joins?.because.rule).toBe(rule);
    expect(obeyed.near).toEqual(NEAR);
  });

  it('merges nothing that is apart, and does what else it shows', () => {
    const named = naming({ apart: [[url('a'), url('b')]] });
    const merges = [
      { from: 2, into: 1, because },
      { from: 5, into: 1, because },
    ];
    const obeyed = named.obey({ storyId: 9, keys: [] }, { ...joins(1), merges }, 10);
    expect(obeyed).toEqual({ ...joins(1), merges: [merges[1]] });
  });

  it('moves nothing away from what it belongs with', () => {
    const named = naming({ together: [[url('a'), url('b')]] });
    named.note({ key: keysOf('b')[0] as string, storyId: 2, clusterId: 1 });
    const moves = [{ storyId: 2, from: 1, into: 10, because }];
    expect(named.obey({ storyId: 9, keys: [] }, { ...founds, moves }, 10).moves).toEqual([]);
  });

  it('is remembered where it went', () => {
    const named = naming({ together: [[url('a'), url('new')]] });
    named.follow({ storyId: 9, keys: keysOf('new') }, { ...joins(1), merges: [{ from: 1, into: 0, because }] }, 0);
    expect([...named.clusters]).toEqual([
      [1, 0],
      [2, 2],
      [9, 0],
    ]);
  });

  it('is no copy of what it is apart from', () => {
    const named = naming({ apart: [[url('a'), url('new')]] });
    expect([named.mayCopy(keysOf('new'), 1), named.mayCopy(keysOf('new'), 2)]).toEqual([false, true]);
  });
});
