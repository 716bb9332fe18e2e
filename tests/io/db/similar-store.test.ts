import { beforeEach, describe, expect, it } from 'vitest';
import { readSimilar, type SimilarPair, writeSimilar } from '../../../src/io/db/similar-store.ts';
import { emptyDatabase, useDatabase } from '../../support/database.ts';
import { merge, tell } from './small-world.ts';

const database = useDatabase();
const ask = async (text: string) => (await database().pool.query(text)).rows;

const WORLD = [
  { outlet: 'river', title: 'Dam at Ostwick gives way', at: '2025-03-01T06:00Z', cluster: 1, story: 1 },
  { outlet: 'coast', title: 'Ostwick: what engineers knew', at: '2025-03-01T08:00Z', cluster: 2, story: 2 },
  { outlet: 'hill', title: 'Ostwick asks for help', at: '2025-03-01T09:00Z', cluster: 2, story: 3 },
  { outlet: 'hill', title: 'Relief fund for Ostwick', at: '2025-03-02T08:00Z', cluster: 3, story: 4 },
  { outlet: 'hill', title: 'Dams of the north inspected', at: '2025-03-03T08:00Z', cluster: 4, story: 5 },
  { outlet: 'hill', title: 'Vote in Vellin', at: '2025-03-03T08:00Z', cluster: 5, story: 6 },
];

beforeEach(async () => {
  await emptyDatabase(database());
  await tell(database(), WORLD);
});

const write = (...pairs: [clusterId: number, otherId: number, score: number][]) =>
  writeSimilar(
    database().kysely,
    pairs.map(([clusterId, otherId, score]): SimilarPair => ({ clusterId, otherId, score })),
  );
/** Similar news by cluster, as `id score`. */
async function read(ids: readonly number[], limit = 8, until?: string): Promise<Record<number, string[]>> {
  const similar = await readSimilar(database().pool, ids, limit, until ? new Date(until) : null);
  return Object.fromEntries(
    [...similar].map(([id, list]) => [id, list.map(({ clusterId, score }) => `${clusterId} ${score}`)]),
  );
}
const view = () => ask('select * from news.similar_clusters order by 1, score desc');

describe('what is similar', () => {
  it('is read from both sides, best first, each with its headline and outlets', async () => {
    await write([3, 1, 0.2], [2, 1, 0.4567]);
    expect(await read([1, 2, 3, 5])).toEqual({ 1: ['2 0.4567', '3 0.2'], 2: ['1 0.4567'], 3: ['1 0.2'] });
    expect((await readSimilar(database().pool, [1], 1)).get(1)).toEqual([
      {
        ...{ clusterId: 2, title: 'Ostwick: what engineers knew', outletCount: 2, score: 0.4567 },
        at: new Date('2025-03-01T09:00Z'),
      },
    ]);
  });

  it('keeps the highest score, within a batch and from batch to batch', async () => {
    await write([2, 1, 0.3], [1, 2, 0.5], [2, 1, 0.4]);
    await write([2, 1, 0.35], [3, 1, 0.3]);
    await write([3, 1, 0.6]);
    expect(await read([1])).toEqual({ 1: ['3 0.6', '2 0.5'] });
  });

  it('follows merges on both sides: never itself, nothing twice', async () => {
    await write([3, 1, 0.6], [3, 2, 0.3], [2, 1, 0.5], [4, 2, 0.4]);
    await merge(database(), 2, 1);
    expect(await read([1, 2, 3, 4])).toEqual({ 1: ['3 0.6', '4 0.4'], 3: ['1 0.6'], 4: ['1 0.4'] });
    await merge(database(), 4, 3);
    expect(await view()).toEqual([
      { cluster_id: 1, similar_cluster_id: 3, score: 0.6 },
      { cluster_id: 3, similar_cluster_id: 1, score: 0.6 },
    ]);
    await merge(database(), 3, 1);
    expect(await view()).toEqual([]);
  });

  it('is no cluster whose stories have all gone elsewhere', async () => {
    await write([4, 1, 0.4]);
    await ask('update newsbraid.story set cluster_id = 3 where cluster_id = 4');
    expect(await read([1])).toEqual({});
    expect(await ask('select * from news.similar_clusters where cluster_id = 1')).toEqual([]);
  });

  it('is nothing that retention deletes, nor what it deleted while the batch was decided', async () => {
    await write([2, 1, 0.4]);
    await ask('delete from newsbraid.story where cluster_id = 2');
    await ask('delete from newsbraid.cluster where id = 2');
    await write([3, 2, 0.9], [3, 1, 0.3]);
    expect(await read([1, 3])).toEqual({ 1: ['3 0.3'], 3: ['1 0.3'] });
    expect(await ask('select count(*)::int as rows from newsbraid.similar where other_id = 2')).toEqual([{ rows: 1 }]);
  });

  it('leaves out what appeared later than it may', async () => {
    await write([2, 1, 0.4], [3, 1, 0.5]);
    expect(await read([1], 8, '2025-03-02T07:00Z')).toEqual({ 1: ['2 0.4'] });
  });

  it('is found by indexes, however many pairs there are', async () => {
    await write([2, 1, 0.4]);
    const client = await database().pool.connect();
    await client.query('begin; set local enable_seqscan = off');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      'explain select * from news.similar_clusters where cluster_id = any(array[1, 2]::bigint[])',
    );
    await client.query('rollback');
    client.release();
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index Cond: .*cluster_id = ANY/);
    expect(plan).toMatch(/Index Cond: .*merged_into = ANY/);
    expect(plan).not.toMatch(/Seq Scan/);
  });
});
