import { describe, expect, it } from 'vitest';
import { decideBatch, newIndexes } from '../../src/braid/decide-batch.ts';
import { Replay } from '../../src/braid/replay.ts';
import type { BraidedItem, Counters, PendingItem } from '../../src/io/db/braid-read.ts';
import { readShippedWords } from '../../src/io/word-tables.ts';
import { noCorrections } from '../../src/model/corrections.ts';
import { defaultSettings } from '../../src/model/settings.ts';
import type { Reclustering } from '../../src/stages/recluster.ts';
import { keyOf } from '../../src/text/keys.ts';
import type { LearnedWords } from '../../src/text/words/statistics.ts';
import { FERRY_DISASTER } from '../stages/story.ts';

const TABLE = readShippedWords();
const HOUR = 3_600_000;

/** 400 reports about 80 invented events of two weeks, each with some of its event's words and some of anybody's. */
function stream(): PendingItem[] {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  const word = (of: number) =>
    `${'bcdfgklmnprstvz'[of % 15]}${'aeiou'[of % 5]}${'lmnrst'[of % 6]}${'aeiou'[of % 4]}w${of}`;
  return Array.from({ length: 400 }, (_, id) => {
    const event = Math.min(79, Math.floor(id / 5) + random(6));
    const own = Array.from({ length: 4 }, () => word(100 + event * 6 + random(6)));
    const common = Array.from({ length: 3 }, () => word(random(60)));
    return {
      ...{
        id: id + 1,
        sourceUrl: 'https://s.example',
        identityKey: keyOf(`${id}`),
        storyId: null,
        clusterId: null,
        founds: false,
        isNews: true,
      },
      ...{ outlet: `outlet${random(9)}`, urlKey: null, attribution: null, summary: '', priority: 0 },
      ...{ title: [...own, ...common].join(' '), language: 'en', at: new Date(Date.UTC(2031, 2, 1) + id * HOUR) },
    };
  });
}

interface World {
  readonly stories: readonly BraidedItem[];
  readonly counters: Counters;
  readonly learned: LearnedWords;
}

/** What the service makes of the stream as it comes, in batches. */
function live(items: readonly PendingItem[]): World {
  const indexes = newIndexes(defaultSettings.cluster, TABLE, { events: 0, words: [] });
  let counters: Counters = { nextStoryId: 1, nextClusterId: 1 };
  let stories: BraidedItem[] = [];
  for (let at = 0; at < items.length; at += 60) {
    const batch = items.slice(at, at + 60);
    const { write, counters: next } = decideBatch(batch, new Map(), indexes, counters);
    counters = next;
    for (const { id, clusterId, leadItemId } of write.stories) {
      stories.push({ ...(items[leadItemId - 1] as PendingItem), storyId: id, clusterId });
    }
    stories = write.changes.reduce((now, change) => {
      const concerns = ({ storyId, clusterId }: BraidedItem) =>
        'storyId' in change ? storyId === change.storyId : clusterId === change.from;
      return now.map((story) => (concerns(story) ? { ...story, clusterId: change.into } : story));
    }, stories);
  }
  return { stories, counters, learned: indexes.reader.words.takeChanges() };
}

/** Places everything anew and does what that says. */
function again({ stories, counters, learned }: World, quietHours: number): { changes: Reclustering; world: World } {
  const settings = { ...defaultSettings.cluster, quietHours };
  const replay = new Replay(newIndexes(settings, TABLE, learned, noCorrections), [], counters.nextStoryId, counters);
  const changes = replay.run(stories, new Set());
  const moved = new Map(changes.moves.map(({ storyId, into }) => [storyId, into]));
  const ended = new Map(changes.merges.map(({ from, into }) => [from, into]));
  const words = new Map(learned.words.map(({ word, events }) => [word, events]));
  const fresh = replay.words.takeChanges();
  for (const { word, events } of fresh.words) words.set(word, events);
  const world = {
    stories: stories.map((story) => {
      const clusterId = moved.get(story.storyId) ?? story.clusterId;
      return { ...story, clusterId: ended.get(clusterId) ?? clusterId };
    }),
    counters: { ...counters, nextClusterId: counters.nextClusterId + changes.founded.length },
    learned: { events: fresh.events, words: [...words].map(([word, events]) => ({ word, events })) },
  };
  return { changes, world };
}

const NOTHING = { founded: [], moves: [], merges: [] };

describe('placing everything anew', () => {
  const world = live(stream());

  it('changes nothing where nothing was changed', () => {
    const sizes = new Set(world.stories.map(({ clusterId }) => clusterId)).size;
    expect(sizes).toBeGreaterThan(40);
    expect(sizes).toBeLessThan(250);
    expect(again(world, defaultSettings.cluster.quietHours).changes).toEqual(NOTHING);
  });

  it('leaves a story with what it fits where that stays as it is', () => {
    const titles = [
      FERRY_DISASTER.before,
      ...FERRY_DISASTER.stories,
      ...Array.from({ length: 400 }, (_, at) => `Villagers of Nor${at}heim honour baker Ulf${at}sen`),
      FERRY_DISASTER.next,
    ];
    // The first, and the eight that came later, are two events for those who were asked then; the last alone is placed anew.
    const stories = titles.map((title, at): BraidedItem => {
      const item = { ...(stream()[0] as PendingItem), id: at + 1, title, outlet: `outlet${at % 9}` };
      return { ...item, storyId: at + 1, clusterId: at === 0 ? 1 : at < 9 ? 2 : at + 1 };
    });
    const indexes = newIndexes(defaultSettings.cluster, TABLE, { events: 0, words: [] });
    const counters = { nextStoryId: 1000, nextClusterId: 1000 };
    const { merges } = new Replay(indexes, [], 0, counters).run(
      stories,
      new Set(stories.slice(0, -1).map(({ clusterId }) => clusterId)),
    );
    expect(merges.map(({ from, into }) => [from, into])).toEqual([[titles.length, 2]]);
  });

  it('with another setting changes something, the second time nothing, and goes back', () => {
    const first = again(world, 3);
    expect(first.changes.moves.length).toBeGreaterThan(10);
    expect(again(first.world, 3).changes).toEqual(NOTHING);
    const back = again(first.world, defaultSettings.cluster.quietHours).world;
    const groups = ({ stories }: World) => {
      const clusters = stories.map(({ clusterId }) => clusterId);
      return clusters.map((id) => clusters.indexOf(id));
    };
    expect(groups(back)).toEqual(groups(world));
  });
});
