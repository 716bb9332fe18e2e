import { describe, expect, it } from 'vitest';
import { type Corrections, noCorrections } from '../../src/model/corrections.ts';
import { Braid } from '../support/braid.ts';
import { useDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';

const database = useDatabase();
const braid = new Braid(database);

const OSTWICK = {
  dam: 'Dam at Ostwick gives way after three days of rain',
  flood: 'Ostwick dam gives way after three days of rain, hundreds flee',
  zoo: 'Panda twins born at Westvale zoo',
} as const;
const url = (outlet: string, page: string) => `https://${outlet}.example/${page}`;

/** Each outlet's feed carries these pages, polled in this order. */
async function publish(
  ...pages: readonly (readonly [outlet: string, page: string, title: string, summary?: string])[]
) {
  for (const [outlet, page, title, summary] of pages) {
    const link = url(outlet, page);
    braid.feeds.feed(`/${outlet}`, [{ id: `${outlet} ${page}`, title, link, ...(summary ? { summary } : {}) }]);
    await braid.pull(
      [outlet],
      pages.map(([name]) => name),
    );
  }
}

async function rows(text: string): Promise<Record<string, unknown>[]> {
  return (await database().pool.query(text)).rows;
}

/** The pages of each cluster, as they are now. */
async function clusters(): Promise<string[][]> {
  const found = await rows(
    `select array_agg(replace(replace(url, 'https://', ''), '.example/', ' ') order by items.id) as pages
     from news.items group by cluster_id order by min(items.id)`,
  );
  return found.map(({ pages }) => pages as string[]);
}

async function settle(wanted: Partial<Corrections>): Promise<void> {
  braid.corrections.set({ ...noCorrections, ...wanted });
  await eventually('the corrections', async () => {
    await braid.worker.braider.idle();
    return true;
  });
}

describe('what is stored', () => {
  it('is put together: the older cluster stays, the other redirects, readers are told why', async () => {
    await publish(['river', 'dam', OSTWICK.dam], ['hill', 'zoo', OSTWICK.zoo]);
    expect(await clusters()).toEqual([['river dam'], ['hill zoo']]);
    const [before] = await rows('select version from newsbraid.braid');
    await settle({ together: [[url('hill', 'zoo'), url('river', 'dam')]] });
    expect(await clusters()).toEqual([['river dam', 'hill zoo']]);
    expect(await rows('select id, merged_into, outlet_count from newsbraid.cluster order by id')).toMatchObject([
      { merged_into: null, outlet_count: 2 },
      { merged_into: expect.any(Number) },
    ]);
    expect(await rows(`select what, rule from news.explanations`)).toEqual([
      { what: 'cluster into cluster', rule: 'correction' },
    ]);
    expect(await rows('select version from newsbraid.braid')).not.toEqual([before]);
  });

  it('is taken apart: the second gets a cluster of its own, and the move is recorded', async () => {
    await publish(['river', 'dam', OSTWICK.dam], ['hill', 'dam', OSTWICK.flood]);
    expect(await clusters()).toEqual([['river dam', 'hill dam']]);
    await settle({ apart: [[url('river', 'dam'), url('hill', 'dam')]] });
    expect(await clusters()).toEqual([['river dam'], ['hill dam']]);
    expect(await rows('select what, rule, from_cluster_id from news.explanations order by decided_at desc')).toEqual(
      expect.arrayContaining([{ what: 'story to cluster', rule: 'correction', from_cluster_id: expect.any(Number) }]),
    );
    expect(await rows('select stories, outlets from news.clusters')).toEqual([
      { stories: 1, outlets: 1 },
      { stories: 1, outlets: 1 },
    ]);
  });

  it('is taken apart even where one was thought a copy of the other', async () => {
    const text =
      'Engineers had warned for years that the dam above Ostwick would not hold after three days of heavy rain, and on Tuesday morning it gave way while most of the town was still asleep.';
    await publish(['river', 'dam', OSTWICK.dam, text], ['hill', 'dam', OSTWICK.dam, text]);
    expect(await rows('select count(*)::int as stories from news.stories')).toEqual([{ stories: 1 }]);
    await settle({ apart: [[url('river', 'dam'), url('hill', 'dam')]] });
    expect(await clusters()).toEqual([['river dam'], ['hill dam']]);
    expect(await rows('select items, outlets from news.stories')).toEqual([
      { items: 1, outlets: 1 },
      { items: 1, outlets: 1 },
    ]);
  });

  it('stays as it is when nothing is left to do, and when a correction goes', async () => {
    await publish(['river', 'dam', OSTWICK.dam], ['hill', 'dam', OSTWICK.flood], ['coast', 'zoo', OSTWICK.zoo]);
    await settle({
      apart: [[url('river', 'dam'), url('hill', 'dam')]],
      together: [[url('river', 'dam'), url('coast', 'zoo')]],
    });
    const state = () =>
      rows(
        'select version, (select jsonb_agg(cluster order by id) from newsbraid.cluster) as clusters from newsbraid.braid',
      );
    const before = await state();
    braid.worker.braider.forget();
    await braid.worker.braider.idle();
    await settle({});
    expect(await state()).toEqual(before);
  });

  it('counts outlets that are one only once, and twice again when they are not', async () => {
    await publish(['river', 'dam', OSTWICK.dam], ['hill', 'dam', OSTWICK.flood]);
    const outlets = () => rows('select outlets from news.clusters');
    expect(await outlets()).toEqual([{ outlets: 2 }]);
    await settle({ outlets: { 'River Group': ['RIVER', 'hill'] } });
    expect(await outlets()).toEqual([{ outlets: 1 }]);
    expect(await rows('select distinct outlet from news.items')).toEqual([{ outlet: 'River Group' }]);
    await settle({});
    expect(await outlets()).toEqual([{ outlets: 2 }]);
    expect(await rows('select distinct outlet from news.items order by 1')).toEqual([
      { outlet: 'hill' },
      { outlet: 'river' },
    ]);
  });
});

describe('what comes later', () => {
  it('joins what it belongs with, without a redirect', async () => {
    braid.corrections.set({ ...noCorrections, together: [[url('river', 'dam'), url('hill', 'zoo')]] });
    await publish(['river', 'dam', OSTWICK.dam], ['hill', 'zoo', OSTWICK.zoo]);
    expect(await clusters()).toEqual([['river dam', 'hill zoo']]);
    expect(await rows('select rule, compared_story_id is not null as compared from news.explanations')).toEqual([
      { rule: 'correction', compared: true },
    ]);
    expect(await rows('select * from news.redirects')).toEqual([]);
  });

  it('keeps away from what it is apart from, and others still find their place', async () => {
    braid.corrections.set({ ...noCorrections, apart: [[url('river', 'dam'), url('hill', 'dam')]] });
    await publish(
      ['river', 'dam', OSTWICK.dam],
      ['hill', 'dam', OSTWICK.flood],
      ['coast', 'dam', 'Ostwick: dam gives way after days of rain, hundreds flee homes'],
    );
    const found = await clusters();
    expect(found).toHaveLength(2);
    expect(found.find((pages) => pages.includes('river dam'))).not.toContain('hill dam');
  });

  it('ties clusters together when the article that was awaited turns out to be a copy', async () => {
    const text =
      'Engineers had warned for years that the dam above Ostwick would not hold after three days of heavy rain, and on Tuesday morning it gave way while most of the town was still asleep.';
    braid.corrections.set({ ...noCorrections, together: [[url('hill', 'zoo'), url('coast', 'dam')]] });
    await publish(
      ['river', 'dam', OSTWICK.dam, text],
      ['hill', 'zoo', OSTWICK.zoo],
      ['coast', 'dam', OSTWICK.dam, text],
    );
    expect(await clusters()).toEqual([['river dam', 'hill zoo', 'coast dam']]);
  });

  it('is compared without the words that are to be ignored', async () => {
    const titles = ['Ostwick quagmire special: bread', 'Ostwick quagmire special: opera'] as const;
    await publish(['river', 'a', titles[0]], ['hill', 'b', titles[1]]);
    expect(await clusters()).toHaveLength(1);
    await settle({ ignoreWords: ['Ostwick quagmire', 'special'] });
    await publish(
      ['river', 'c', titles[0].replace('bread', 'cheese')],
      ['hill', 'd', titles[1].replace('opera', 'ballet')],
    );
    expect((await clusters()).slice(1)).toEqual([['river c'], ['hill d']]);
  });

  it('is braided alike whether or not the worker was restarted', async () => {
    braid.corrections.set({ ...noCorrections, together: [[url('river', 'dam'), url('hill', 'zoo')]] });
    await publish(['river', 'dam', OSTWICK.dam]);
    await braid.worker.close();
    braid.open();
    await publish(['hill', 'zoo', OSTWICK.zoo]);
    expect(await clusters()).toEqual([['river dam', 'hill zoo']]);
  });
});
