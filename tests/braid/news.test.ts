import { describe, expect, it } from 'vitest';
import { readPublication } from '../../src/io/db/publication.ts';
import { deleteOld } from '../../src/io/db/retention.ts';
import { DAY } from '../../src/model/duration.ts';
import { everything, type Group } from '../../src/model/filter.ts';
import { Braid } from '../support/braid.ts';
import { useDatabase } from '../support/database.ts';
import type { FeedEntry } from '../support/feed-server.ts';

const database = useDatabase();
const braid = new Braid(database);

const minutesAgo = (minutes: number) => new Date(Math.floor(Date.now() / 1000) * 1000 - minutes * 60_000);

/** An entry of whatever feed, about nothing that another is about. */
function entry(word: string, published?: Date, title = `${word} ${word}ford ${word}gate`): FeedEntry {
  return { id: word, title, link: `https://${word}.example/page`, published };
}

/** Each outlet's feed holds these entries from now on; all are polled. */
async function publish(feeds: Record<string, readonly FeedEntry[]>): Promise<void> {
  for (const [outlet, entries] of Object.entries(feeds)) braid.feeds.feed(`/${outlet}`, entries);
  await braid.pull(Object.keys(feeds), Object.keys(feeds));
}

/** The entries of the feed that is published. */
async function published(group: Group = 'cluster') {
  const reading = { now: new Date(), entries: 100, settleMs: 0 };
  return (await readPublication(database().pool, { ...everything, group }, reading)).entries;
}

/** Their first words, the newest first. */
const words = async () => (await published()).map(({ lead }) => lead.title.split(' ')[0]);

describe('what landed together', () => {
  it('is news in the order in which it was published, whatever the order of the document', async () => {
    await publish({ river: [] });
    await publish({
      river: [entry('Quay', minutesAgo(5)), entry('Loom', minutesAgo(40)), entry('Tram', minutesAgo(20))],
    });
    expect(await words()).toEqual(['Quay', 'Tram', 'Loom']);
  });

  it('is as new as the document says by its order where it has no dates', async () => {
    await publish({ river: [] });
    await publish({ river: [entry('Quay'), entry('Loom'), entry('Tram', minutesAgo(20)), entry('Yak')] });
    expect(await words()).toEqual(['Quay', 'Loom', 'Yak', 'Tram']);
  });
});

describe('what a source had before it was first read', () => {
  const months = (count: number) => minutesAgo(count * 30 * 24 * 60);

  it('stands where it was published, whichever source was read first', async () => {
    await publish({ river: [entry('Quay', minutesAgo(5)), entry('Loom', minutesAgo(40)), entry('Yak', months(3))] });
    await publish({ river: [], coast: [entry('Tram', minutesAgo(20)), entry('Oboe', months(2))] });
    expect(await words()).toEqual(['Quay', 'Tram', 'Loom', 'Oboe', 'Yak']);
    for (const { updatedAt, lead } of await published()) expect(updatedAt).toEqual(lead.at);
  });

  it('is no news where others have it already, unless it is newer than what they had', async () => {
    const old = entry('Yak', months(3));
    const [before, takenUp, since] = [minutesAgo(5), minutesAgo(3), months(2)];
    await publish({ river: [entry('Quay', before), entry('Loom', minutesAgo(40)), old] });
    await publish({ river: [], coast: [entry('Loom', takenUp), { ...old, published: since }] });
    expect((await published()).map(({ outletCount, updatedAt }) => ({ outletCount, updatedAt }))).toEqual([
      { outletCount: 2, updatedAt: takenUp },
      { outletCount: 1, updatedAt: before },
      { outletCount: 2, updatedAt: since },
    ]);
    expect(await words()).toEqual(['Loom', 'Quay', 'Yak']);
  });

  it('is news where it came later, if it is dated back', async () => {
    await publish({ river: [entry('Quay', minutesAgo(5))] });
    await publish({ river: [entry('Quay', minutesAgo(5)), entry('Yak', months(3))] });
    expect(await words()).toEqual(['Yak', 'Quay']);
  });

  it('makes an older cluster news once another outlet takes it up', async () => {
    await publish({
      river: [entry('Quay', minutesAgo(5)), entry('Loom', minutesAgo(40))],
      coast: [entry('Tram', minutesAgo(60))],
    });
    await publish({ river: [], coast: [entry('Loom', minutesAgo(30))] });
    expect(await words()).toEqual(['Loom', 'Quay', 'Tram']);
  });

  it('is not deleted for its age before it was here for as long', async () => {
    await publish({ river: [entry('Quay', minutesAgo(5)), entry('Yak', months(20))] });
    const settings = { itemsDays: 365, pollsDays: 30 };
    expect(await deleteOld(database(), settings, new Date())).toMatchObject({ clusters: 0 });
    expect(await words()).toEqual(['Quay', 'Yak']);
    expect(await deleteOld(database(), settings, new Date(Date.now() + 366 * DAY))).toMatchObject({ clusters: 2 });
  });
});

describe('a headline that its publisher tries against others', () => {
  const [first, second, third] = ['Quay opens at last', 'Last days of the old quay', 'Why the quay took so long'];

  /** Publishes the headlines, one after the other; tells for each whether its entry came up as updated. */
  async function tell(headlines: readonly string[], group?: Group): Promise<boolean[]> {
    const moved: boolean[] = [];
    for (const title of headlines) {
      const [before] = await published(group);
      await publish({ river: [entry('Quay', minutesAgo(40), title)] });
      const [after] = await published(group);
      expect(after?.lead.title).toBe(title);
      moved.push(before?.updatedAt.getTime() !== after?.updatedAt.getTime());
    }
    return moved;
  }

  it.each(['cluster', 'story', 'item'] as const)('is news with each new text only, group=%s', async (group) => {
    expect(await tell([first, second, first, second, third, first, second], group)).toEqual([
      ...[true, true, false, false, true, false, false],
    ]);
    const { rows } = await database().pool.query('select title, title_before from news.items');
    expect(rows).toEqual([{ title: second, title_before: first }]);
  });

  it('is news if it changed once more before it was braided', async () => {
    await tell([first, second]);
    await database().pool.query('insert into newsbraid.pending select id, false from newsbraid.item');
    expect(await tell([third])).toEqual([true]);
  });
});
