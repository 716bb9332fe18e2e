import { describe, expect, it } from 'vitest';
import { readPublication } from '../../src/io/db/publication.ts';
import { everything } from '../../src/model/filter.ts';
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
async function published() {
  const reading = { now: new Date(), entries: 100, settleMs: 0 };
  return (await readPublication(database().pool, everything, reading)).entries;
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
