import { describe, expect, it } from 'vitest';
import { noCorrections } from '../../src/model/corrections.ts';
import { Braid } from '../support/braid.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
const braid = new Braid(database);

const CAPSIZES = 'Ferry capsizes off Ellery as storm tears rudder away, dozens rescued';
const LICENCE = 'Minister questions licence hastily granted last winter to Ellery ferry company';
const FUNERAL = 'Mayor of Thrennock buried beside the old lighthouse';
const link = (outlet: string) => `https://${outlet}.example/page`;

/** Each outlet publishes its one headline: one after the other, each in a batch of its own, or all at once. */
async function publish(headlines: Record<string, string>, atOnce = false): Promise<void> {
  const outlets = Object.keys(headlines);
  for (const [outlet, title] of Object.entries(headlines)) {
    braid.feeds.feed(`/${outlet}`, [{ id: outlet, title, link: link(outlet) }]);
  }
  for (const polled of atOnce ? [outlets] : outlets.map((outlet) => [outlet])) {
    await braid.pull(polled, outlets);
  }
}

async function rows(text: string): Promise<Record<string, unknown>[]> {
  return (await database().pool.query(text)).rows;
}

/** Pairs of similar news, by headline. */
const pairs = () =>
  rows(`select a.title as of, b.title as similar
    from news.similar_clusters join news.clusters a on a.id = cluster_id join news.clusters b on b.id = similar_cluster_id
    order by 1, 2`);

describe('similar news', () => {
  it.each([
    ['one by one', false],
    ['in one batch', true],
  ])('is two related events, braided %s', async (_, atOnce) => {
    await publish({ river: CAPSIZES, hill: FUNERAL, coast: LICENCE }, atOnce);
    expect(await pairs()).toEqual([
      { of: CAPSIZES, similar: LICENCE },
      { of: LICENCE, similar: CAPSIZES },
    ]);
  });

  it('is no longer what turned out to be one event', async () => {
    await publish({ river: CAPSIZES, coast: LICENCE });
    expect(await pairs()).toHaveLength(2);
    braid.corrections.set({ ...noCorrections, together: [[link('river'), link('coast')]] });
    await braid.worker.braider.idle();
    expect(await rows('select count(*)::int as left from news.clusters')).toEqual([{ left: 1 }]);
    expect(await pairs()).toEqual([]);
  });

  it('is what a correction keeps apart', async () => {
    braid.corrections.set({ ...noCorrections, apart: [[link('river'), link('coast')]] });
    const again = `${CAPSIZES}, harbour master says`;
    await publish({ river: CAPSIZES, coast: again });
    expect(await pairs()).toEqual([
      { of: CAPSIZES, similar: again },
      { of: again, similar: CAPSIZES },
    ]);
  });
});
