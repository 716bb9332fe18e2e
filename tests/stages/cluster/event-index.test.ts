import { describe, expect, it } from 'vitest';
import { EventIndex } from '../../../src/stages/cluster/event-index.ts';
import { WordStatistics } from '../../../src/text/words/statistics.ts';
import { story } from '../story.ts';

const index = (): EventIndex => new EventIndex({ quietHours: 48 }, new WordStatistics());
const FERRY = [
  'Ferry capsizes off Port Ellery, dozens rescued',
  'Dozens rescued as ferry capsizes near Port Ellery',
  'Rescuers pull dozens from capsized Port Ellery ferry',
];

describe('EventIndex', () => {
  it('puts headlines about one event together and says why', () => {
    const events = index();
    events.add(story(1, FERRY[0] as string), 1);
    const { joins } = events.place(story(2, FERRY[1] as string, { hour: 1 }));
    expect(joins).toMatchObject({ clusterId: 1, because: { rule: 'shared-rare-words', with: 1 } });
    expect(joins?.because.words.map(({ word }) => word)).toEqual(expect.arrayContaining(['ferri', 'capsiz', 'elleri']));
    expect(joins?.because.score).toBeGreaterThanOrEqual(joins?.because.threshold as number);
  });

  it('keeps other events apart', () => {
    const events = index();
    events.add(story(1, FERRY[0] as string), 1);
    expect(events.place(story(2, 'Parliament of Vardonia votes on school lunches')).joins).toBeNull();
  });

  it('lets a cluster rest after the silence, and says what a follow-up follows', () => {
    const events = index();
    events.add(story(1, FERRY[0] as string), 1);
    expect(events.place(story(2, FERRY[1] as string, { hour: 47 })).joins?.clusterId).toBe(1);
    expect(events.place(story(2, FERRY[1] as string, { hour: 49 }))).toEqual({ joins: null, merges: [], follows: 1 });
  });

  it('merges two clusters that a story shows to be one, the older id staying', () => {
    const events = index();
    events.add(story(4, FERRY[0] as string), 4);
    events.add(story(9, FERRY[1] as string), 9);
    const { joins, merges } = events.place(story(10, FERRY[2] as string));
    expect(joins?.clusterId).toBe(4);
    expect(merges).toMatchObject([{ from: 9, into: 4 }]);
    events.merge(9, 4);
    expect(events.size).toBe(1);
    expect(events.place(story(11, FERRY[1] as string)).joins?.clusterId).toBe(4);
  });

  it('decides after a rebuild as before it', () => {
    const words = new WordStatistics();
    const before = new EventIndex({ quietHours: 48 }, words);
    FERRY.slice(0, 2).forEach((title, at) => {
      before.add(story(at + 1, title), 1);
    });
    const after = new EventIndex({ quietHours: 48 }, new WordStatistics([], words.takeChanges()));
    FERRY.slice(0, 2).forEach((title, at) => {
      after.restore(story(at + 1, title), 1);
    });
    const next = story(3, FERRY[2] as string);
    expect(after.place(next)).toEqual(before.place(next));
  });

  it('names related events, best first, and forgets old ones', () => {
    const events = index();
    events.add(story(1, FERRY[0] as string), 1);
    events.add(story(2, 'Port Ellery harbour master questioned over ferry licence'), 2);
    events.add(story(3, 'Port Ellery plans a new market hall'), 3);
    events.add(story(4, 'Vardonia wins the chess title', { hour: 100 }), 4);
    expect(events.similar(1, 8).map(({ clusterId }) => clusterId)).toEqual([2, 3]);
    expect(events.similar(1, 1)).toHaveLength(1);
    events.forgetBefore(new Date('2031-03-16T00:00:00Z'));
    expect(events.size).toBe(1);
    expect(events.similar(4, 8)).toEqual([]);
  });
});
