import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimSources } from '../src/io/db/claim.ts';
import { readNow } from '../src/io/db/now.ts';
import { deleteOld } from '../src/io/db/retention.ts';
import { syncSources } from '../src/io/db/sources.ts';
import { createLog } from '../src/io/log.ts';
import { DAY } from '../src/model/duration.ts';
import { settingsSchema } from '../src/model/settings.ts';
import type { ClaimedSource, SourceConfig } from '../src/model/source.ts';
import { land } from '../src/pipeline/land.ts';
import type { FinishedPoll } from '../src/pipeline/poll.ts';
import { openWorker, type WorkerSide } from '../src/service/open-worker.ts';
import { keyOf } from '../src/text/keys.ts';
import { emptyDatabase, useDatabase } from './support/database.ts';
import { FeedServer } from './support/feed-server.ts';

const database = useDatabase();
const settings = settingsSchema.parse({ fetch: { allowPrivateAddresses: true, requestsPerHost: 32, hostPauseMs: 0 } });
const log = createLog('silent');
let feeds: FeedServer;
let worker: WorkerSide;

beforeAll(async () => {
  feeds = await FeedServer.open();
});
afterAll(() => feeds.close());
beforeEach(async () => {
  await emptyDatabase(database());
  worker = openWorker(database(), settings, log);
});
afterEach(() => worker.close());

function source(path: string, outlet: string): SourceConfig {
  return { url: feeds.url(path), title: null, outlet, categories: [], everyMs: null, priority: 0, enabled: true };
}

/** Polls every source once and braids what it brought. */
async function round(): Promise<void> {
  await worker.poller.drain(await readNow(database().kysely));
  await worker.braider.idle();
}

async function rows(text: string): Promise<Record<string, unknown>[]> {
  return (await database().pool.query(text)).rows;
}

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const BRIDGE =
  'The city council of Harbourton voted on Tuesday to close the old Millbrook bridge for repairs until spring, after engineers found cracks in two of its piers and warned that lorries could no longer cross it safely.';

describe('a poll', () => {
  it('stores items, folds copies into one story and counts its outlets', async () => {
    feeds.feed('/a', [
      {
        id: 'a1',
        title: 'Millbrook bridge in Harbourton closes until spring',
        link: 'https://a.example/1',
        summary: BRIDGE,
        published: ago(30),
      },
    ]);
    feeds.feed('/b', [
      {
        id: 'b1',
        title: 'Millbrook bridge closes until spring',
        link: 'https://b.example/x',
        summary: BRIDGE,
        published: ago(20),
      },
    ]);
    feeds.feed('/c', [
      { id: 'c1', title: 'Panda twins born at Westvale zoo', link: 'https://c.example/p', published: ago(10) },
    ]);
    await syncSources(database(), [source('/a', 'A'), source('/b', 'B'), source('/c', 'C')]);
    await round();
    expect(await rows('select story_count, outlet_count from newsbraid.cluster order by outlet_count desc')).toEqual([
      { story_count: 1, outlet_count: 2 },
      { story_count: 1, outlet_count: 1 },
    ]);
    expect(await rows(`select because->>'rule' as rule from newsbraid.braided where because is not null`)).toEqual([
      { rule: 'near-equal-text' },
    ]);
  });

  it('reads a document in the pieces in which it came, and leaves alone what else lies in their memory', async () => {
    feeds.feed('/a', [
      { id: 'a1', title: 'Millbrook bridge closes', link: 'https://a.example/1', summary: 'x'.repeat(300) },
    ]);
    // Node joins small buffers in one that many share.
    const neighbour = Buffer.from('ferry');
    feeds.cut('/a', [1, 2, 200]);
    await syncSources(database(), [source('/a', 'A')]);
    await round();
    expect(await rows('select status from news.sources')).toEqual([{ status: 'ok' }]);
    expect(await rows('select title from news.items')).toEqual([{ title: 'Millbrook bridge closes' }]);
    expect(neighbour.toString()).toBe('ferry');
  });

  it('changes nothing when the feed has not changed, and asks conditionally', async () => {
    feeds.feed('/a', [{ id: 'a1', title: 'Panda twins born at Westvale zoo', link: 'https://a.example/1' }]);
    await syncSources(database(), [source('/a', 'A')]);
    await round();
    const before = await rows('select item::text, version from newsbraid.item, newsbraid.braid');
    feeds.requests.length = 0;
    await round();
    expect(feeds.requests).toEqual(['/a 304']);
    expect(await rows('select item::text, version from newsbraid.item, newsbraid.braid')).toEqual(before);
    expect(await rows('select outcome from newsbraid.poll order by id')).toEqual([
      { outcome: 'new' },
      { outcome: 'not-modified' },
    ]);
  });

  it('asks for the whole of a document that broke off in an item, whatever its ETag', async () => {
    const items = ['Otters', 'Pandas'].map(
      (title) => `<item><title>${title}</title><link>https://a.example/${title}</link></item>`,
    );
    const document = `<rss version="2.0"><channel><title>A</title>${items.join('')}</channel></rss>`;
    feeds.put('/a', document.slice(0, document.lastIndexOf('/Pandas')));
    await syncSources(database(), [source('/a', 'A')]);
    await round();
    expect(await rows('select title from newsbraid.item')).toEqual([{ title: 'Otters' }]);
    feeds.requests.length = 0;
    await round();
    expect(feeds.requests).toEqual(['/a 200']);
  });

  it('passes over what is stored, and reads all of it again where the last document was not', async () => {
    const entries = [1, 2, 3, 4].map((n) => ({
      id: `a${n}`,
      title: `Tide table ${n}`,
      link: `https://a.example/${n}`,
    }));
    feeds.feed('/a', entries.slice(0, 3));
    await syncSources(database(), [source('/a', 'A')]);
    await round();
    // As if the first document could not be stored after it was read.
    await rows(`update newsbraid.source set body_hash = 'of an older document'`);
    await rows('delete from newsbraid.item where title <> $$Tide table 3$$');
    feeds.feed('/a', entries);
    await round();
    expect(await rows('select title from newsbraid.item order by title')).toEqual(
      entries.map(({ title }) => ({ title })),
    );
    expect(await rows('select items, items_new as new from newsbraid.poll order by id')).toEqual([
      { items: 3, new: 3 },
      { items: 4, new: 3 },
    ]);
  });

  it('is a failed one where the database refuses what it brought, and stops no other', async () => {
    await rows(
      `create function newsbraid.refuse() returns trigger language plpgsql as $$ begin raise 'refused'; end $$`,
    );
    await rows(`create trigger refuse before insert on newsbraid.item for each row when (new.title like 'Otter%')
      execute function newsbraid.refuse()`);
    feeds.feed('/a', [{ id: 'a1', title: 'Otter seen in Harbourton', link: 'https://a.example/1' }]);
    feeds.feed('/b', [{ id: 'b1', title: 'Panda twins born at Westvale zoo', link: 'https://b.example/1' }]);
    await syncSources(database(), [source('/a', 'A'), source('/b', 'B')]);
    try {
      await round();
    } finally {
      await rows('drop function newsbraid.refuse cascade');
    }
    const state = `select outlet, status, failures, last_error_code, next_poll_at > now() as later from newsbraid.source order by outlet`;
    expect(await rows(state)).toEqual([
      { outlet: 'A', status: 'failing', failures: 1, last_error_code: 'unstorable', later: true },
      { outlet: 'B', status: 'ok', failures: 0, last_error_code: null, later: true },
    ]);
    await round();
    expect(await rows('select title from newsbraid.item order by title')).toEqual([
      { title: 'Otter seen in Harbourton' },
      { title: 'Panda twins born at Westvale zoo' },
    ]);
  });

  it('updates an edited item in place, keeps what it said, and tells readers', async () => {
    feeds.feed('/a', [{ id: 'a1', title: 'Panda twins born at Westvale zoo', link: 'https://a.example/1' }]);
    await syncSources(database(), [source('/a', 'A')]);
    await round();
    const [first] = await rows('select updated_at from newsbraid.cluster');
    feeds.feed('/a', [{ id: 'a1', title: 'Panda triplets born at Westvale zoo', link: 'https://a.example/1' }]);
    await round();
    expect(await rows('select title, title_before from newsbraid.item')).toEqual([
      { title: 'Panda triplets born at Westvale zoo', title_before: 'Panda twins born at Westvale zoo' },
    ]);
    const [second] = await rows('select updated_at from newsbraid.cluster');
    expect((second?.updated_at as Date) > (first?.updated_at as Date)).toBe(true);
  });

  it('brings what has the guid of an item that was deleted for its age, where guids only number a list', async () => {
    await syncSources(database(), [source('/a', 'A')]);
    feeds.feed('/a', [{ id: '1', title: 'Panda twins born at Westvale zoo', link: 'https://a.example/1' }]);
    await round();
    await deleteOld(database(), { itemsDays: 365, pollsDays: 30 }, new Date(Date.now() + 366 * DAY));
    feeds.feed('/a', [{ id: '1', title: 'Millbrook bridge closes', link: 'https://a.example/2' }]);
    await round();
    expect(await rows('select title from newsbraid.item')).toEqual([{ title: 'Millbrook bridge closes' }]);
    await deleteOld(database(), { itemsDays: 365, pollsDays: 30 }, new Date(Date.now() + 366 * DAY));
    feeds.feed('/a', [{ id: '1', title: 'Millbrook bridge is closed', link: 'https://a.example/2' }]);
    await round();
    expect(await rows('select title from newsbraid.item')).toEqual([]);
  });

  it('takes over a page that was corrected, quietly', async () => {
    const entry = { id: 'a1', title: 'Panda twins born at Westvale zoo' };
    await syncSources(database(), [source('/a', 'A'), source('/b', 'B')]);
    feeds.feed('/b', []);
    feeds.feed('/a', [{ ...entry, link: 'https://a.example/404-typo' }]);
    await round();
    const state = 'select edited_at, cluster.updated_at from newsbraid.item, newsbraid.cluster';
    const before = await rows(state);
    feeds.feed('/a', [{ ...entry, link: 'https://a.example/pandas' }]);
    await round();
    expect(await rows(state)).toEqual(before);
    expect(await rows('select url from newsbraid.item')).toEqual([{ url: 'https://a.example/pandas' }]);
    feeds.feed('/b', [{ id: 'b1', title: 'Panda twins: first pictures', link: 'https://a.example/pandas' }]);
    await round();
    expect(await rows('select because from newsbraid.member where because is not null')).toMatchObject([
      { because: { rule: 'same-url' } },
    ]);
  });

  it('knows an item again when its guid and its address both changed with its headline', async () => {
    const summary = BRIDGE;
    const published = ago(30);
    feeds.feed('/a', [
      {
        id: 'a1',
        title: 'Millbrook bridge closes until spring',
        link: 'https://a.example/bridge-closes',
        summary,
        published,
      },
    ]);
    await syncSources(database(), [source('/a', 'A')]);
    await round();
    feeds.feed('/a', [
      {
        id: 'a1-v2',
        title: 'Millbrook bridge shut until spring, council says',
        link: 'https://a.example/bridge-shut',
        summary,
        published,
      },
    ]);
    await round();
    expect(await rows('select title, title_before from newsbraid.item')).toEqual([
      {
        title: 'Millbrook bridge shut until spring, council says',
        title_before: 'Millbrook bridge closes until spring',
      },
    ]);
  });

  it('knows the latest of a first document again when its guid and its address changed with its headline', async () => {
    const entries = Array.from({ length: 50 }, (_, index) => ({
      ...{ id: `a${index}`, title: `Tide table ${index}`, link: `https://a.example/${index}` },
      published: ago(30.5 + index),
    }));
    const title = 'Millbrook bridge closes until spring';
    feeds.feed('/a', [{ ...entries[0], id: 'b', title, link: 'https://a.example/bridge-closes' }, ...entries.slice(1)]);
    await syncSources(database(), [source('/a', 'A')]);
    await round();
    const again = { id: 'b-v2', title: `${title}, council says`, link: 'https://a.example/bridge-shut' };
    feeds.feed('/a', [{ ...entries[0], ...again }, ...entries.slice(1)]);
    await round();
    expect(await rows('select title, title_before from newsbraid.item where title_before is not null')).toEqual([
      { title: again.title, title_before: title },
    ]);
  });

  it('keeps an undated item where it was first seen, and a date from the future out', async () => {
    feeds.feed('/a', [
      { id: 'a1', title: 'An item without a date', link: 'https://a.example/1' },
      {
        id: 'a2',
        title: 'An item from next year',
        link: 'https://a.example/2',
        published: new Date(Date.now() + 3e10),
      },
    ]);
    await syncSources(database(), [source('/a', 'A')]);
    await round();
    expect(await rows('select dated, published_at = first_seen_at as seen from newsbraid.item order by id')).toEqual([
      { dated: false, seen: true },
      { dated: false, seen: true },
    ]);
  });

  it('keeps a broken source from stopping the others, and says why it failed', async () => {
    feeds.feed('/good', [{ id: 'g1', title: 'Panda twins born at Westvale zoo', link: 'https://g.example/1' }]);
    feeds.put('/page', '<!doctype html><html><body>Welcome</body></html>');
    await syncSources(database(), [source('/missing', 'M'), source('/page', 'P'), source('/good', 'G')]);
    await round();
    expect(await rows('select outlet, status, last_error_code from newsbraid.source order by outlet')).toEqual([
      { outlet: 'G', status: 'ok', last_error_code: null },
      { outlet: 'M', status: 'failing', last_error_code: 'http_404' },
      { outlet: 'P', status: 'failing', last_error_code: expect.stringMatching(/html|not_a_feed/) },
    ]);
    expect(await rows('select count(*)::int from newsbraid.item')).toEqual([{ count: 1 }]);
  });

  it('takes as many statements to store the polls of many sources as of one', async () => {
    await syncSources(
      database(),
      Array.from({ length: 61 }, (_, index) => source(`/many/${index}`, 'M')),
    );
    const claimed = await claimSources(database(), {
      ...{
        worker: 'test',
        limit: 100,
        leaseMs: 60_000,
        requestsPerHost: 100,
        hostPauseMs: 0,
        dueIfNotPolledSince: null,
      },
    });
    const [one, ...many] = claimed.map(finished);
    const few = await countStatements(() => land(database(), [one as FinishedPoll], 'test', settings));
    const lots = await countStatements(() => land(database(), many, 'test', settings));
    expect({ sources: many.length, lots }).toEqual({ sources: 60, lots: few });
    expect(few).toBeLessThan(12);
    expect(await rows('select count(*)::int from newsbraid.item')).toEqual([{ count: 61 }]);
  });
});

/** A poll that brought one new item. */
function finished(claimed: ClaimedSource): FinishedPoll {
  const item = {
    ...{
      identity: claimed.url,
      identityKey: keyOf(claimed.url),
      url: claimed.url,
      canonicalUrl: claimed.url,
      urlKey: keyOf(claimed.url),
      title: claimed.url,
      attribution: null,
      summary: '',
    },
    ...{ contentHtml: '', authors: [], categories: [], language: null, imageUrl: null, enclosures: [] },
    ...{ publishedAt: null, updatedAt: null, contentHash: 'hash' },
  };
  const feed = { title: 'Feed', siteUrl: null, language: null, hubUrl: null, hints: {}, items: [item], warnings: [] };
  const exchange = {
    httpStatus: 200,
    bytes: 1,
    tookMs: 1,
    freshForMs: null,
    finalUrl: claimed.url,
    permanentUrl: null,
  };
  const body = { body: [], contentType: null, validators: claimed.validators, unchanged: false };
  return { source: claimed, answer: { kind: 'body', ...exchange, ...body }, feed, unreadable: null, readMs: 1 };
}

/** How many statements went through the pool during an action. */
async function countStatements(action: () => Promise<unknown>): Promise<number> {
  const { pool } = database();
  const watched = new Set<object>();
  let count = 0;
  pool.on('acquire', (client) => {
    if (watched.has(client)) return;
    watched.add(client);
    const query = client.query as (...args: unknown[]) => unknown;
    Object.assign(client, {
      query(...args: unknown[]) {
        count++;
        return query.apply(client, args);
      },
    });
  });
  await action();
  return count;
}

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
    await worker.close();
    worker = openWorker(database(), settings, log);
    await emptyDatabase(database());
    for (const outlet of ['alpha', 'beta', 'gamma']) {
      feeds.feed(`/${outlet}`, entries(outlet));
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
      await worker.close();
      worker = openWorker(database(), settings, log);
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
    feeds.feed('/a', [{ ...first, title: other }]);
    feeds.feed('/b', []);
    await round();
    feeds.feed('/a', [{ ...first, title: 'Millbrook bridge in Harbourton closes until spring', summary: BRIDGE }]);
    await round();
    if (restarted) {
      await worker.close();
      worker = openWorker(database(), settings, log);
    }
    feeds.feed('/b', [
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
      feeds.feed('/a', [{ id: 'a1', title: 'Panda twins born at Westvale zoo', link: 'https://a.example/1' }]);
      await syncSources(database(), [source('/a', 'A')]);
      await round();
      feeds.feed('/a', [{ id: 'a2', title: 'Harbourton library lends out telescopes', link: 'https://a.example/2' }]);
      await other.poller.drain(await readNow(database().kysely));
      // `worker` still holds the lock; once it is gone, what landed is braided by the other.
      await worker.close();
      await other.braider.idle();
      expect(await rows('select count(*)::int, count(story_id)::int as braided from news.items')).toEqual([
        { count: 2, braided: 2 },
      ]);
    } finally {
      await other.close();
      worker = openWorker(database(), settings, log);
    }
  });
});

describe('many workers', () => {
  it('poll every due source exactly once between them', async () => {
    const paths = Array.from({ length: 100 }, (_, index) => `/shared/${index}`);
    for (const path of paths)
      feeds.feed(path, [{ id: path, title: `Item of ${path}`, link: `https://s.example${path}` }]);
    await syncSources(
      database(),
      paths.map((path) => source(path, 'S')),
    );
    const workers = [worker, openWorker(database(), settings, log), openWorker(database(), settings, log)];
    feeds.requests.length = 0;
    await Promise.all(workers.map(({ poller }) => poller.drain()));
    await Promise.all(workers.slice(1).map((extra) => extra.close()));
    expect(feeds.requests.toSorted()).toEqual(paths.map((path) => `${path} 200`).toSorted());
  });

  it('leave a host alone between two requests, over all of them', async () => {
    const polite = settingsSchema.parse({
      fetch: { allowPrivateAddresses: true, requestsPerHost: 1, hostPauseMs: 100 },
    });
    const paths = Array.from({ length: 8 }, (_, index) => `/polite/${index}`);
    for (const path of paths) feeds.feed(path, [{ id: path, title: `Item of ${path}` }]);
    await syncSources(
      database(),
      paths.map((path) => source(path, 'S')),
    );
    const workers = [openWorker(database(), polite, log), openWorker(database(), polite, log)];
    feeds.requests.length = 0;
    feeds.times.length = 0;
    await Promise.all(workers.map(({ poller }) => poller.drain()));
    await Promise.all(workers.map((extra) => extra.close()));
    expect(feeds.requests.toSorted()).toEqual(paths.map((path) => `${path} 200`).toSorted());
    const pauses = feeds.times.slice(1).map((time, index) => time - (feeds.times[index] as number));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(100);
  });
});
