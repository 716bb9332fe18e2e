import { describe, expect, it } from 'vitest';
import { deleteOld } from '../../src/io/db/retention.ts';
import { syncSources } from '../../src/io/db/sources.ts';
import { DAY } from '../../src/model/duration.ts';
import { eventually } from '../support/eventually.ts';
import { ago, BRIDGE, usePipeline } from './pipeline-under-test.ts';

const pipeline = usePipeline();
const { database, round, rows, source } = pipeline;

describe('a poll', () => {
  it('stores items, folds copies into one story and counts its outlets', async () => {
    pipeline.feeds.feed('/a', [
      {
        id: 'a1',
        title: 'Millbrook bridge in Harbourton closes until spring',
        link: 'https://a.example/1',
        summary: BRIDGE,
        published: ago(30),
      },
    ]);
    pipeline.feeds.feed('/b', [
      {
        id: 'b1',
        title: 'Millbrook bridge closes until spring',
        link: 'https://b.example/x',
        summary: BRIDGE,
        published: ago(20),
      },
    ]);
    pipeline.feeds.feed('/c', [
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
    pipeline.feeds.feed('/a', [
      { id: 'a1', title: 'Millbrook bridge closes', link: 'https://a.example/1', summary: 'x'.repeat(300) },
    ]);
    // Node joins small buffers in one that many share.
    const neighbour = Buffer.from('ferry');
    pipeline.feeds.cut('/a', [1, 2, 200]);
    await syncSources(database(), [source('/a', 'A')]);
    await round();
    expect(await rows('select status from news.sources')).toEqual([{ status: 'ok' }]);
    expect(await rows('select title from news.items')).toEqual([{ title: 'Millbrook bridge closes' }]);
    expect(neighbour.toString()).toBe('ferry');
  });

  it('changes nothing when the feed has not changed, and asks conditionally', async () => {
    pipeline.feeds.feed('/a', [{ id: 'a1', title: 'Panda twins born at Westvale zoo', link: 'https://a.example/1' }]);
    await syncSources(database(), [source('/a', 'A')]);
    await round();
    const before = await rows('select item::text, version from newsbraid.item, newsbraid.braid');
    pipeline.feeds.requests.length = 0;
    await round();
    expect(pipeline.feeds.requests).toEqual(['/a 304']);
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
    pipeline.feeds.put('/a', document.slice(0, document.lastIndexOf('/Pandas')));
    await syncSources(database(), [source('/a', 'A')]);
    await round();
    expect(await rows('select title from newsbraid.item')).toEqual([{ title: 'Otters' }]);
    pipeline.feeds.requests.length = 0;
    await round();
    expect(pipeline.feeds.requests).toEqual(['/a 200']);
  });

  it('passes over what is stored, and reads all of it again where the last document was not', async () => {
    const entries = [1, 2, 3, 4].map((n) => ({
      id: `a${n}`,
      title: `Tide table ${n}`,
      link: `https://a.example/${n}`,
    }));
    pipeline.feeds.feed('/a', entries.slice(0, 3));
    await syncSources(database(), [source('/a', 'A')]);
    await round();
    // As if the first document could not be stored after it was read.
    await rows(`update newsbraid.source set body_hash = 'of an older document'`);
    await rows('delete from newsbraid.item where title <> $$Tide table 3$$');
    pipeline.feeds.feed('/a', entries);
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
    pipeline.feeds.feed('/a', [{ id: 'a1', title: 'Otter seen in Harbourton', link: 'https://a.example/1' }]);
    pipeline.feeds.feed('/b', [{ id: 'b1', title: 'Panda twins born at Westvale zoo', link: 'https://b.example/1' }]);
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
    pipeline.feeds.feed('/a', [{ id: 'a1', title: 'Panda twins born at Westvale zoo', link: 'https://a.example/1' }]);
    await syncSources(database(), [source('/a', 'A')]);
    await round();
    const [first] = await rows('select updated_at from newsbraid.cluster');
    pipeline.feeds.feed('/a', [
      { id: 'a1', title: 'Panda triplets born at Westvale zoo', link: 'https://a.example/1' },
    ]);
    await round();
    expect(await rows('select title, title_before from newsbraid.item')).toEqual([
      { title: 'Panda triplets born at Westvale zoo', title_before: 'Panda twins born at Westvale zoo' },
    ]);
    const [second] = await rows('select updated_at from newsbraid.cluster');
    expect((second?.updated_at as Date) > (first?.updated_at as Date)).toBe(true);
  });

  it('brings what has the guid of an item that was deleted for its age, where guids only number a list', async () => {
    await syncSources(database(), [source('/a', 'A')]);
    pipeline.feeds.feed('/a', [{ id: '1', title: 'Panda twins born at Westvale zoo', link: 'https://a.example/1' }]);
    await round();
    await deleteOld(database(), { itemsDays: 365, pollsDays: 30 }, new Date(Date.now() + 366 * DAY));
    pipeline.feeds.feed('/a', [{ id: '1', title: 'Millbrook bridge closes', link: 'https://a.example/2' }]);
    await round();
    expect(await rows('select title from newsbraid.item')).toEqual([{ title: 'Millbrook bridge closes' }]);
    await deleteOld(database(), { itemsDays: 365, pollsDays: 30 }, new Date(Date.now() + 366 * DAY));
    pipeline.feeds.feed('/a', [{ id: '1', title: 'Millbrook bridge is closed', link: 'https://a.example/2' }]);
    await round();
    expect(await rows('select title from newsbraid.item')).toEqual([]);
  });

  it('takes over a page that was corrected, quietly', async () => {
    const entry = { id: 'a1', title: 'Panda twins born at Westvale zoo' };
    await syncSources(database(), [source('/a', 'A'), source('/b', 'B')]);
    pipeline.feeds.feed('/b', []);
    pipeline.feeds.feed('/a', [{ ...entry, link: 'https://a.example/404-typo' }]);
    await round();
    const state = 'select edited_at, cluster.updated_at from newsbraid.item, newsbraid.cluster';
    const before = await rows(state);
    pipeline.feeds.feed('/a', [{ ...entry, link: 'https://a.example/pandas' }]);
    await round();
    expect(await rows(state)).toEqual(before);
    expect(await rows('select url from newsbraid.item')).toEqual([{ url: 'https://a.example/pandas' }]);
    pipeline.feeds.feed('/b', [{ id: 'b1', title: 'Panda twins: first pictures', link: 'https://a.example/pandas' }]);
    await round();
    expect(await rows('select because from newsbraid.member where because is not null')).toMatchObject([
      { because: { rule: 'same-url' } },
    ]);
  });

  it('knows an item again when its guid and its address both changed with its headline', async () => {
    const summary = BRIDGE;
    const published = ago(30);
    pipeline.feeds.feed('/a', [
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
    pipeline.feeds.feed('/a', [
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
    pipeline.feeds.feed('/a', [
      { ...entries[0], id: 'b', title, link: 'https://a.example/bridge-closes' },
      ...entries.slice(1),
    ]);
    await syncSources(database(), [source('/a', 'A')]);
    await round();
    const again = { id: 'b-v2', title: `${title}, council says`, link: 'https://a.example/bridge-shut' };
    pipeline.feeds.feed('/a', [{ ...entries[0], ...again }, ...entries.slice(1)]);
    await round();
    expect(await rows('select title, title_before from newsbraid.item where title_before is not null')).toEqual([
      { title: again.title, title_before: title },
    ]);
  });

  it('knows all items of a long document again when all guids and addresses changed, and ever after', async () => {
    const article = (number: number, host: string) => ({
      id: `https://${host}/2026/11/article-${number}-of-the-harbour`,
      title: `Article number ${number} tells of the harbour and of pier ${number}`,
      link: `https://${host}/2026/11/article-${number}-of-the-harbour`,
      published: new Date(Date.UTC(2026, 0, 1, 0, 0, 7) + number * 61_000),
    });
    const some = (from: number, to: number, host: string) =>
      Array.from({ length: to - from }, (_, index) => article(to - 1 - index, host));
    await syncSources(database(), [source('/a', 'A')]);
    const versions = [
      some(0, 40, 'news.example.org'),
      some(0, 40, 'example.org'),
      some(18, 58, 'example.org'),
      some(35, 75, 'example.org'),
    ];
    const stored = [];
    for (const version of versions) {
      pipeline.feeds.feed('/a', version);
      // A process that has read nothing yet reads all of the document.
      await pipeline.worker.close();
      pipeline.restart();
      await round();
      stored.push((await rows('select count(*)::int as items from newsbraid.item'))[0]?.items);
    }
    expect(stored).toEqual([40, 40, 58, 75]);
  });

  it('keeps an undated item where it was first seen, and a date from the future out', async () => {
    pipeline.feeds.feed('/a', [
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

  it('believes a date between the claim and the answer', async () => {
    await syncSources(database(), [source('/a', 'A')]);
    const release = pipeline.feeds.hold('/a');
    const earlier = pipeline.feeds.asked.length;
    const polled = round();
    await eventually('the request', () => pipeline.feeds.asked.length > earlier);
    const asked = Date.now();
    const published = await eventually('the next second', () => {
      const second = Math.floor(Date.now() / 1000) * 1000;
      return second > asked && new Date(second);
    });
    const link = 'https://a.example/1';
    pipeline.feeds.feed('/a', [{ id: 'a1', title: 'An item of this second', link, published }]);
    release();
    await polled;
    expect(await rows('select published_at from newsbraid.item where dated')).toEqual([{ published_at: published }]);
    expect(await rows('select warnings from newsbraid.source')).toEqual([{ warnings: [] }]);
  });

  it('keeps a broken source from stopping the others, and says why it failed', async () => {
    pipeline.feeds.feed('/good', [
      { id: 'g1', title: 'Panda twins born at Westvale zoo', link: 'https://g.example/1' },
    ]);
    pipeline.feeds.put('/page', '<!doctype html><html><body>Welcome</body></html>');
    await syncSources(database(), [source('/missing', 'M'), source('/page', 'P'), source('/good', 'G')]);
    await round();
    expect(await rows('select outlet, status, last_error_code from newsbraid.source order by outlet')).toEqual([
      { outlet: 'G', status: 'ok', last_error_code: null },
      { outlet: 'M', status: 'failing', last_error_code: 'http_404' },
      { outlet: 'P', status: 'failing', last_error_code: expect.stringMatching(/html|not_a_feed/) },
    ]);
    expect(await rows('select count(*)::int from newsbraid.item')).toEqual([{ count: 1 }]);
  });
});
