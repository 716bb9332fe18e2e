import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { writeChanges } from '../../../src/io/db/cluster-changes.ts';
import type { ClusterChange } from '../../../src/model/decision.ts';
import { useDatabase } from '../../support/database.ts';
import { tell } from './small-world.ts';

const database = useDatabase();
const NOW = new Date('2025-03-02T00:00Z');
const CLUSTERS = 6;

/** Each number picks a change that makes sense where the ones before it have led to. */
function changesOf(picks: readonly [move: boolean, number, number][], stories: readonly number[]): ClusterChange[] {
  const places = new Map(stories.map((id, index) => [id, 1 + (index % CLUSTERS)]));
  const going = new Set(places.values());
  return picks.flatMap(([move, a, b], index): ClusterChange[] => {
    const because = { rule: `change ${index}`, score: 1, threshold: 1, words: [], with: null };
    const clusters = [...going].sort();
    const into = clusters[b % clusters.length] as number;
    const storyId = stories[a % stories.length] as number;
    const from = move ? (places.get(storyId) as number) : (clusters[a % clusters.length] as number);
    if (from === into) return [];
    if (move) {
      places.set(storyId, into);
      return [{ storyId, from, into, because }];
    }
    going.delete(from);
    for (const [id, place] of places) if (place === from) places.set(id, into);
    return [{ from, into, because }];
  });
}

it('writes many merges and moves at once as if they came one after the other', async () => {
  const told = Array.from({ length: 12 }, (_, index) => ({ cluster: 1 + (index % CLUSTERS), story: 10 + index }));
  await tell(
    database(),
    told.map(({ cluster, story }) => ({
      outlet: 'hill',
      title: `Story ${story}`,
      at: '2025-03-01T06:00Z',
      cluster,
      story,
    })),
  );
  const after = (steps: readonly (readonly ClusterChange[])[]) =>
    database()
      .kysely.transaction()
      .execute(async (transaction) => {
        for (const step of steps) await writeChanges(transaction, step, NOW);
        const stories = await sql`select id, cluster_id, because from newsbraid.story order by id`.execute(transaction);
        const clusters = await sql`
          select id, merged_into, merged_because, merged_at from newsbraid.cluster order by id`.execute(transaction);
        const moves = await sql`
          select story_id, from_cluster_id, into_cluster_id, at, because from newsbraid.move order by id`.execute(
          transaction,
        );
        await sql`set constraints all immediate`.execute(transaction);
        throw Object.assign(new Error('undo'), { outcome: [stories.rows, clusters.rows, moves.rows] });
      })
      .catch((error) => {
        if (error.outcome) return error.outcome as unknown[][];
        throw error;
      });
  const pick = fc.tuple(fc.boolean(), fc.nat(11), fc.nat(CLUSTERS));
  await fc.assert(
    fc.asyncProperty(fc.array(pick, { maxLength: 12 }), async (picks) => {
      const changes = changesOf(
        picks,
        told.map(({ story }) => story),
      );
      expect(await after([changes])).toEqual(await after(changes.map((change) => [change])));
    }),
    { numRuns: 60 },
  );
}, 20_000);
