import { beforeEach, describe, expect, it } from 'vitest';
import { countPending } from '../../../src/io/db/braid-read.ts';
import { writeBraid } from '../../../src/io/db/braid-write.ts';
import { findGone, findKnown } from '../../../src/io/db/known.ts';
import { lookUp } from '../../../src/io/db/lookup.ts';
import { deleteOld } from '../../../src/io/db/retention.ts';
import { type IncomingItem, NONE_SEEN } from '../../../src/model/item.ts';
import { keyOf } from '../../../src/text/keys.ts';
import { emptyDatabase, useDatabase } from '../../support/database.ts';
import { merge, tell } from './small-world.ts';

const database = useDatabase();
const ask = async (text: string, values: unknown[] = []) => (await database().pool.query(text, values)).rows;
const now = new Date('2025-06-30T12:00Z');
const settings = { itemsDays: 90, pollsDays: 30 };

const WORLD = [
  { outlet: 'river', title: 'Dam at Ostwick gives way', at: '2025-01-01T06:00Z', cluster: 1, story: 1 },
  { outlet: 'coast', title: 'Dam at Ostwick gives way', at: '2025-01-01T06:30Z', cluster: 1, story: 1 },
  { outlet: 'hill', title: 'Ostwick: what engineers knew', at: '2025-01-01T08:00Z', cluster: 2, story: 2 },
  { outlet: 'hill', title: 'Vote in Vellin', at: '2025-01-02T08:00Z', cluster: 3, story: 3 },
  { outlet: 'coast', title: 'Vellin votes again', at: '2025-06-29T08:00Z', cluster: 3, story: 4 },
  { outlet: 'coast', title: 'Ostwick dam to be rebuilt', at: '2025-06-29T09:00Z', cluster: 4, story: 5 },
];

/** What a feed brings when it still carries the item. */
const carried = (outlet: string, title: string, at: string): IncomingItem =>
  ({
    identity: `${outlet} ${title} ${at}`,
    identityKey: keyOf(`${outlet} ${title} ${at}`),
    urlKey: null,
    title,
  }) as IncomingItem;

beforeEach(async () => {
  await emptyDatabase(database());
  await tell(database(), WORLD);
  await merge(database(), 2, 1);
  await ask('update newsbraid.cluster set follows = 1 where id = 4');
});

describe('retention', () => {
  it('deletes whole clusters once nothing happened in them for long, and no half of one', async () => {
    expect(await deleteOld(database(), settings, now)).toMatchObject({ clusters: 1, items: 3 });
    expect(await ask('select title from news.items order by id')).toEqual([
      { title: 'Vote in Vellin' },
      { title: 'Vellin votes again' },
      { title: 'Ostwick dam to be rebuilt' },
    ]);
    expect(await ask('select id, title, follows_cluster_id from news.clusters order by id')).toEqual([
      { id: 3, title: 'Vote in Vellin', follows_cluster_id: null },
      { id: 4, title: 'Ostwick dam to be rebuilt', follows_cluster_id: null },
    ]);
  });

  it('forgets what was similar to it, and keeps what else was similar', async () => {
    await ask(
      `insert into newsbraid.similar (cluster_id, other_id, score)
       select a, b, 0.5 from (values (1, 2), (1, 3), (2, 4), (3, 4)) pair (low, high), lateral (values (low, high), (high, low)) way (a, b)`,
    );
    await deleteOld(database(), settings, now);
    expect(await ask('select cluster_id, other_id from newsbraid.similar order by 1')).toEqual([
      { cluster_id: 3, other_id: 4 },
      { cluster_id: 4, other_id: 3 },
    ]);
  });

  it('is remembered by the number of what it deleted', async () => {
    await deleteOld(database(), settings, now);
    for (const number of ['1', '2']) {
      await expect(lookUp(database().pool, number)).rejects.toThrow(`Cluster ${number} was deleted for its age`);
    }
    await expect(lookUp(database().pool, '5')).rejects.toThrow('Nothing here is called “5”');
  });

  it('leaves no edited item of it waiting, and lets no braid add to what is gone', async () => {
    const [item] = await ask(
      `select item.id, story_id from newsbraid.braided item where title = 'Dam at Ostwick gives way' order by id limit 1`,
    );
    await ask('insert into newsbraid.pending values ($1)', [item?.id]);
    await deleteOld(database(), settings, now);
    expect(await countPending(database().kysely)).toBe(0);
    const late = {
      items: [{ id: 99, storyId: item?.story_id, because: null }],
      stories: [],
      clusters: [],
      changes: [],
    };
    const braid = database()
      .kysely.transaction()
      .execute((transaction) => writeBraid(transaction, late, now));
    await expect(braid).rejects.toThrow('a story was deleted');
  });

  it('keeps ids and redirects for ever', async () => {
    await deleteOld(database(), settings, now);
    expect(await ask('select old_id, cluster_id from news.redirects')).toEqual([{ old_id: 2, cluster_id: 1 }]);
    expect(await ask('select news.cluster_now(1) as gone, news.cluster_now(2) as merged')).toEqual([
      { gone: 1, merged: 1 },
    ]);
    expect(await ask('select count(entry_id)::int as ids from newsbraid.gone_cluster')).toEqual([{ ids: 2 }]);
  });

  it('knows an item again that its feed still carries, by identity or address', async () => {
    await deleteOld(database(), settings, now);
    const [source] = await ask(`select id from newsbraid.source where outlet = 'river'`);
    const [other] = await ask(`select id from newsbraid.source where outlet = 'hill'`);
    const old = carried('river', 'Dam at Ostwick gives way', '2025-01-01T06:00Z');
    const renamed = { ...old, identityKey: keyOf('a new guid'), urlKey: keyOf(`url ${old.identity}`) };
    const fresh = { ...old, identityKey: keyOf('fresh') };
    await database()
      .kysely.transaction()
      .execute(async (transaction) => {
        const incoming = [{ sourceId: source?.id, items: [old, renamed, fresh], seen: NONE_SEEN }];
        expect((await findKnown(transaction, incoming)).size).toBe(0);
        const isGone = await findGone(transaction, incoming, now);
        expect(incoming[0]?.items.map((item) => isGone(source?.id, item))).toEqual([true, true, false]);
        expect(isGone(other?.id, old)).toBe(false);
      });
  });

  it('forgets a key only after its feed was read for a month without it', async () => {
    await deleteOld(database(), settings, now);
    const keys = async () => (await ask('select count(*)::int as count from newsbraid.gone_key'))[0]?.count;
    const [source] = await ask(`select id from newsbraid.source where outlet = 'river'`);
    expect(await keys()).toBe(6);
    const later = new Date('2025-08-15Z');
    await deleteOld(database(), { ...settings, itemsDays: 1000 }, later);
    expect(await keys()).toBe(6);
    await ask('update newsbraid.source set last_read_at = $1', [later]);
    const old = carried('river', 'Dam at Ostwick gives way', '2025-01-01T06:00Z');
    await database()
      .kysely.transaction()
      .execute((transaction) =>
        findGone(transaction, [{ sourceId: source?.id, items: [old], seen: NONE_SEEN }], later),
      );
    await deleteOld(database(), { ...settings, itemsDays: 1000 }, later);
    expect(await keys()).toBe(1);
  });

  it('deletes old polls, however many', async () => {
    await ask(
      `insert into newsbraid.poll (source_id, at, took_ms, outcome)
       select (select min(id) from newsbraid.source), $1::timestamptz - make_interval(hours => 2000 - n / 6), 5, 'unchanged' from generate_series(1, 12000) n`,
      [now],
    );
    const { polls } = await deleteOld(database(), settings, now);
    const [left] = await ask('select count(*)::int as count, min(at) as oldest from news.polls');
    expect(polls + left?.count).toBe(12_000);
    expect(left?.oldest.getTime()).toBeGreaterThanOrEqual(now.getTime() - 30 * 86_400_000);
  });

  it('leaves it to the one who is at it', async () => {
    const holder = await database().pool.connect();
    await holder.query(`select pg_advisory_lock(${0x6f6c64})`);
    expect(await deleteOld(database(), settings, now)).toEqual({ clusters: 0, items: 0, polls: 0 });
    holder.release(true);
  });

  it('stops between two transactions when asked to', async () => {
    expect(await deleteOld(database(), settings, now, AbortSignal.abort())).toEqual({
      clusters: 0,
      items: 0,
      polls: 0,
    });
  });

  it('moves the version on, so that nobody is shown what is gone', async () => {
    const version = async () => (await ask('select version from newsbraid.braid'))[0]?.version;
    const before = await version();
    await deleteOld(database(), settings, now);
    expect(await version()).toBe(before + 1);
    await deleteOld(database(), settings, now);
    expect(await version()).toBe(before + 1);
  });
});
