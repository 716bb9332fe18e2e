import { describe, expect, it } from 'vitest';
import { readNow } from '../../src/io/db/now.ts';
import { syncSources } from '../../src/io/db/sources.ts';
import { openWorker } from '../../src/service/open-worker.ts';
import { emptyDatabase } from '../support/database.ts';
import { ago, BRIDGE, usePipeline } from './pipeline-under-test.ts';

const pipeline = usePipeline();
const { database, log, round, rows, settings, source } = pipeline;

describe('the braid', () => {
  const events = ['bridge', 'ferry', 'museum', 'orchard', 'tramway'];
  const entries = (outlet: string) =>
    events.map((event, index) => ({
      id: `${outlet}-${event}`,
      title: `Millbrook ${event} reopens after long repairs, says ${outlet}`,
      link: `https://${outlet}.example/${event}`,
      published: ago(60 - index),
    }));

  const result = () =>
    rows(`select item.identity_key, item.title, story.id as story, story.entry_id, cluster.id as cluster, cluster.entry_id as cluster_entry,
            item.because, story.because as story_because, cluster.outlet_count
          from newsbraid.braided item join newsbraid.story on story.id = story_id join newsbraid.cluster on cluster.id = cluster_id
          order by item.title`);

  async function publishAll(afterEach: () => Promise<void>): Promise<void> {
    await pipeline.worker.close();
    pipeline.restart();
    await emptyDatabase(database());
    for (const outlet of ['alpha', 'beta', 'gamma']) {
      pipeline.feeds.feed(`/${outlet}`, entries(outlet));
      await syncSources(
        database(),
        ['alpha', 'beta', 'gamma']
          .slice(0, ['alpha', 'beta', 'gamma'].indexOf(outlet) + 1)
          .map((name) => source(`/${name}`, name)),
      );
      await round();
      await afterEach();
    }
  }

  it('gives the same stories and clusters whether or not it was restarted in between', async () => {
    await publishAll(async () => {});
    const unbroken = await result();
    await publishAll(async () => {
      await pipeline.worker.close();
      pipeline.restart();
    });
    expect(await result()).toEqual(unbroken);
    expect(unbroken).toHaveLength(15);
  });

  it.each([
    ['at once', false],
    ['and after a restart', true],
  ])('compares with what a story says since it was edited, %s', async (_, restarted) => {
    const other = 'Panda twins born at Westvale zoo after months of waiting';
    const first = { id: 'a1', link: 'https://a.example/1', published: ago(50) };
    await syncSources(database(), [source('/a', 'A'), source('/b', 'B')]);
    pipeline.feeds.feed('/a', [{ ...first, title: other }]);
    pipeline.feeds.feed('/b', []);
    await round();
    pipeline.feeds.feed('/a', [
      { ...first, title: 'Millbrook bridge in Harbourton closes until spring', summary: BRIDGE },
    ]);
    await round();
    if (restarted) {
      await pipeline.worker.close();
      pipeline.restart();
    }
    pipeline.feeds.feed('/b', [
      { id: 'b1', title: 'Harbourton: Millbrook bridge closes', link: 'https://b.example/1', published: ago(40) },
      { id: 'b2', title: other, link: 'https://b.example/2', published: ago(39) },
      { id: 'b3', title: 'Bridge closes', link: 'https://b.example/3', summary: BRIDGE, published: ago(38) },
    ]);
    await round();
    const places = rows(
      'select url, cluster_id as cluster, story_id as story from newsbraid.braided join newsbraid.story on story.id = story_id order by url',
    );
    expect(await places).toEqual([
      { url: 'https://a.example/1', cluster: 1, story: 1 },
      { url: 'https://b.example/1', cluster: 1, story: 2 },
      { url: 'https://b.example/2', cluster: 2, story: 3 },
      { url: 'https://b.example/3', cluster: 1, story: 1 },
    ]);
  });

  it('has one writer at a time; another takes over when it leaves', async () => {
    const other = openWorker(database(), settings, log);
    try {
      pipeline.feeds.feed('/a', [{ id: 'a1', title: 'Panda twins born at Westvale zoo', link: 'https://a.example/1' }]);
      await syncSources(database(), [source('/a', 'A')]);
      await round();
      pipeline.feeds.feed('/a', [
        { id: 'a2', title: 'Harbourton library lends out telescopes', link: 'https://a.example/2' },
      ]);
      await other.poller.drain(await readNow(database().kysely));
      // `worker` still holds the lock; once it is gone, what landed is braided by the other.
      await pipeline.worker.close();
      await other.braider.idle();
      expect(await rows('select count(*)::int, count(story_id)::int as braided from news.items')).toEqual([
        { count: 2, braided: 2 },
      ]);
    } finally {
      await other.close();
      pipeline.restart();
    }
  });
});
