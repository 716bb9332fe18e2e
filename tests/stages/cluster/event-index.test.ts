import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventIndex } from '../../../src/stages/cluster/event-index.ts';
import type { StoryText } from '../../../src/stages/cluster/member.ts';
import { TextReader } from '../../../src/text/words/reader.ts';
import { WordStatistics } from '../../../src/text/words/statistics.ts';
import { FERRY_DISASTER, story } from '../story.ts';

const QUIET = { quietHours: 48, strictness: 0 };
const FERRY = [
  'Ferry capsizes off Port Ellery, dozens rescued',
  'Dozens rescued as ferry capsizes near Port Ellery',
  'Rescuers pull dozens from capsized Port Ellery ferry',
];
/** Enough unrelated events that being the best of many says something. */
const OTHERS = Array.from({ length: 400 }, (_, at) => `Villagers of Nor${at}heim honour baker Ulf${at}sen`);

function index(titles: readonly string[] = OTHERS): EventIndex {
  const events = new EventIndex(QUIET, new TextReader(new WordStatistics()));
  titles.forEach((title, at) => {
    events.add(story(1000 + at, title), 1000 + at);
  });
  return events;
}

describe('EventIndex', () => {
  it('puts headlines about one event together and says why', () => {
    const events = index();
    events.add(story(1, FERRY[0] as string), 1);
    const { joins, merges, moves } = events.place(story(2, FERRY[1] as string, { hour: 1 }), 5000);
    expect(joins).toMatchObject({ clusterId: 1, because: { rule: 'close-neighbours', with: 1 } });
    expect(joins?.because.words.map(({ word }) => word)).toEqual(expect.arrayContaining(['ferri', 'capsiz', 'elleri']));
    expect(joins?.because.score).toBeGreaterThanOrEqual(joins?.because.threshold as number);
    expect([merges, moves]).toEqual([[], []]);
  });

  it('keeps other events apart', () => {
    const events = index();
    events.add(story(1, FERRY[0] as string), 1);
    const placement = events.place(story(2, 'Parliament of Vardonia votes on school lunches'), 5000);
    expect(placement).toEqual({ joins: null, merges: [], moves: [], follows: null, near: [] });
  });

  it.each([
    ['zh', '台风海燕登陆广东沿海数千人撤离', '数千人撤离：台风海燕在广东登陆', '央行宣布下调存款准备金率'],
    ['ja', '台風が沖縄に上陸、数千人が避難', '沖縄に台風上陸 数千人が避難', '首相が予算案を発表'],
    ['th', 'พายุไต้ฝุ่นถล่มภูเก็ต อพยพหลายพันคน', 'อพยพหลายพันคน หลังพายุไต้ฝุ่นถล่มภูเก็ต', 'ธนาคารกลางลดดอกเบี้ย'],
    [
      'ar',
      'غرق عبارة قرب ميناء إلري وإنقاذ العشرات',
      'إنقاذ العشرات بعد غرق عبارة قرب إلري',
      'البرلمان يقر ميزانية التعليم',
    ],
    [
      'ru',
      'Паром затонул у порта Эллери, десятки спасены',
      'Десятки спасены после того, как у Эллери затонул паром',
      'Парламент одобрил бюджет школ',
    ],
    [
      'de',
      'Fähre vor Hafen Ellery gekentert, Dutzende gerettet',
      'Dutzende gerettet: Fähre kentert vor Ellery',
      'Parlament stimmt über Schulessen ab',
    ],
  ])('works in %s', (language, first, second, other) => {
    const events = index();
    events.add(story(1, first, { language }), 1);
    expect(events.place(story(2, second, { language }), 5000).joins?.clusterId).toBe(1);
    expect(events.place(story(2, other, { language }), 5000).joins).toBeNull();
  });

  it('keeps texts under one short heading apart, unless they share a word below it', () => {
    const events = index();
    const under = (id: number, summary: string) => story(id, 'Morning briefing', { summary, hour: id / 10 });
    const texts = [
      'Floods in the valley cut off two villages and a railway line overnight',
      'Tennis star withdraws from the tournament with an injured shoulder',
      'Bank raises interest rates for savers and borrowers to cool inflation',
    ];
    texts.forEach((text, at) => {
      const each = under(at + 1, text);
      const placement = events.place(each, 5000 + at);
      expect(placement.joins, text).toBeNull();
      events.apply(each, placement, 5000 + at);
    });
    const again = under(4, 'Villages in the valley wait for helicopters as floods rise again');
    expect(events.place(again, 6000).joins?.clusterId).toBe(5000);
  });

  it('lets a cluster rest after the silence, and says what a follow-up follows', () => {
    const events = index();
    events.add(story(1, FERRY[0] as string), 1);
    expect(events.place(story(2, FERRY[1] as string, { hour: 47 }), 5000).joins?.clusterId).toBe(1);
    expect(events.place(story(2, FERRY[1] as string, { hour: 49 }), 5000)).toMatchObject({ joins: null, follows: 1 });
    expect(events.place(story(2, FERRY[1] as string, { hour: -49 }), 5000).joins).toBeNull();
  });

  it.each([
    [
      'places in an order',
      'EU agrees 12th package of sanctions on Vardonia',
      'EU agrees 13th package of sanctions on Vardonia',
      {},
    ],
    ['episodes', 'Lighthouse Keepers season 2 episode 4 recap', 'Lighthouse Keepers season 2 episode 5 recap', {}],
    [
      'a headline that one outlet repeats the next day',
      'Ellery lottery results and numbers',
      'Ellery lottery results and numbers',
      { outlet: 'a' },
    ],
    ['and with other numbers', 'Ellery lottery results 12 May', 'Ellery lottery results 13 May', { outlet: 'a' }],
  ])('does not chain a series: %s', (_, first, second, rest) => {
    const events = index();
    events.add(story(1, first, rest), 1);
    expect(events.place(story(2, second, { hour: 24, ...rest }), 5000).joins).toBeNull();
  });

  it('lets a toll rise', () => {
    const events = index();
    events.add(story(1, 'Ferry disaster off Port Ellery: 12 dead', { outlet: 'a' }), 1);
    const placement = events.place(story(2, 'Ferry disaster off Port Ellery: 31 dead', { outlet: 'a', hour: 3 }), 5000);
    expect(placement.joins?.clusterId).toBe(1);
  });

  describe('a story that came before its event was large', () => {
    const large = (hour: number): EventIndex => {
      const events = index();
      events.add(story(1, FERRY_DISASTER.before), 1);
      FERRY_DISASTER.stories.forEach((title, at) => {
        events.add(story(10 + at, title, { hour: hour + at }), 10);
      });
      return events;
    };
    const next = (hour: number) => story(20, FERRY_DISASTER.next, { hour: hour + 9 });

    it('is taken in once it would join', () => {
      const { joins, merges } = large(12).place(next(12), 5000);
      expect(joins).toMatchObject({ fits: 10, clusterId: 1 });
      expect(merges).toMatchObject([{ from: 10, into: 1, because: { rule: 'shared-rare-words' } }]);
      expect(merges[0]?.because.words.map(({ word }) => word)).toEqual(expect.arrayContaining(['ferri', 'elleri']));
    });

    it('is taken in when the last news is days old but the event goes back to it', () => {
      const { merges } = large(45).place(next(45), 5000);
      expect(merges).toMatchObject([{ from: 10, into: 1 }]);
    });

    it('stays alone behind a silence', () => {
      expect(large(50).place(next(50), 5000)).toMatchObject({ joins: { clusterId: 10 }, merges: [] });
    });
  });

  it('joins less when it is told to be strict, and more when not', () => {
    const first = 'Ferry capsizes off Port Ellery after storm tears rudder away';
    const rest = 'minister orders inquiry into licences granted last winter'.split(' ');
    const joined = (strictness: number): number => {
      const words = first.split(' ');
      // From the same headline to one that has nothing of it.
      const titles = words.map((_, at) => [...words.slice(at), ...rest.slice(0, at)].join(' '));
      return titles.filter((title) => {
        const events = new EventIndex({ quietHours: 48, strictness }, new TextReader(new WordStatistics()));
        events.add(story(1, first), 1);
        return events.place(story(2, title), 5000).joins !== null;
      }).length;
    };
    expect(joined(1)).toBeLessThan(joined(0));
    expect(joined(0)).toBeLessThan(joined(-1));
  });

  it('merges clusters that a story shows to be one, the older id staying', () => {
    const events = index();
    events.add(story(4, FERRY[0] as string), 4);
    events.add(story(9, FERRY[1] as string), 9);
    const next = story(10, FERRY[2] as string);
    const placement = events.place(next, 5000);
    expect(placement.joins?.clusterId).toBe(4);
    expect(placement.merges).toMatchObject([{ from: 9, into: 4 }]);
    const before = events.size;
    expect(events.apply(next, placement, 5000)).toBe(4);
    expect(events.size).toBe(before - 1);
    expect(events.place(story(11, FERRY[1] as string), 5001).joins?.clusterId).toBe(4);
  });

  it('moves a story to where it fits better, and its cluster lives on', () => {
    const events = index();
    events.add(story(4, 'Harbour licence questioned after inspection of cranes'), 4);
    events.add(story(5, 'Ferry capsizes off Port Ellery harbour, dozens rescued'), 4);
    const next = story(6, 'Dozens rescued as ferry capsizes off Port Ellery harbour');
    const placement = events.place(next, 5000);
    expect(placement.joins).toBeNull();
    expect(placement.moves).toMatchObject([{ storyId: 5, from: 4, into: 5000 }]);
    expect(events.apply(next, placement, 5000)).toBe(5000);
    expect(events.place(story(7, FERRY[1] as string), 5001).joins?.clusterId).toBe(5000);
    expect(events.place(story(7, 'Inspection of cranes questioned'), 5001).joins?.clusterId).toBe(4);
  });

  it('says what else a story is like, best first, awake or asleep, and forgets old events', () => {
    const events = index();
    events.add(story(1, 'Ferry capsizes off Port Ellery'), 1);
    events.add(story(2, 'Port Ellery ferry operator loses licence'), 2);
    events.add(story(3, 'Port workers of Thrennock demand longer breaks and better pay'), 3);
    const place = (hour: number) =>
      events.place(story(5, 'Port Ellery ferry operator appeals over licence', { hour }), 5000);
    for (const hour of [1, 100]) {
      const { near } = place(hour);
      expect(near.map(({ clusterId }) => clusterId)).toEqual([2, 1]);
      for (const { score } of near) expect(score).toBeGreaterThanOrEqual(0.2);
    }
    events.forgetBefore(new Date('2031-03-16T00:00:00Z'));
    expect(events.size).toBe(0);
    expect(place(100).near).toEqual([]);
  });
});

describe('a stream', () => {
  const NAMES = [
    'ferry',
    'Ellery',
    'harbour',
    'capsizes',
    'rescued',
    'Vardonia',
    'parliament',
    'budget',
    'chess',
    'storm',
  ];
  const says = fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 2, maxLength: 5 });
  const stream = fc
    .array(fc.tuple(says, fc.nat(3)), { maxLength: 40 })
    .map((rows) =>
      rows.map(([words, outlet], at) => story(at + 1, words.join(' '), { hour: at, outlet: `outlet${outlet}` })),
    );
  /** After which story which one says what. */
  const edits = fc.array(fc.tuple(fc.nat(39), fc.nat(39), says), { maxLength: 20 });

  /** Braids stories; where `restartAt` is given, the index is lost there and rebuilt from what was written down. */
  function braid(stories: readonly StoryText[], restartAt = -1, edits: readonly [number, number, string[]][] = []) {
    const written = [...stories];
    let words = new WordStatistics();
    let events = new EventIndex(QUIET, new TextReader(words));
    const clusterOf = new Map<number, number>();
    const placements = stories.map((each, at) => {
      if (at === restartAt) {
        words = new WordStatistics(undefined, structuredClone(words.takeChanges()));
        events = new EventIndex(QUIET, new TextReader(words));
        for (const known of written.slice(0, at)) events.restore(known, clusterOf.get(known.storyId) as number);
      }
      const nextId = 10 * (at + 1);
      const placement = events.place(each, nextId);
      clusterOf.set(each.storyId, events.apply(each, placement, nextId));
      for (const { storyId, into } of placement.moves) clusterOf.set(storyId, into);
      for (const { from, into } of placement.merges) {
        for (const [storyId, id] of clusterOf) if (id === from) clusterOf.set(storyId, into);
      }
      for (const [after, of, says] of edits) {
        if (after !== at) continue;
        const which = of % (at + 1);
        const edited = { ...(written[which] as StoryText), title: says.join(' ') };
        written[which] = edited;
        events.edit(edited, clusterOf.get(edited.storyId) ?? null, true);
      }
      return placement;
    });
    return { placements, clusterOf, size: events.size };
  }

  it('gives the same clusters every time, and after a restart at any point', () => {
    fc.assert(
      fc.property(stream, fc.nat(40), edits, (stories, restartAt, edits) => {
        const whole = braid(stories, -1, edits);
        expect(braid(stories, -1, edits)).toEqual(whole);
        expect(braid(stories, restartAt, edits)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the books: every story in one cluster, the older id stays, a score never misses its threshold', () => {
    fc.assert(
      fc.property(stream, (stories) => {
        const { placements, clusterOf, size } = braid(stories);
        expect(new Set(clusterOf.values()).size).toBe(size);
        for (const { joins, merges } of placements) {
          for (const { from, into } of merges) expect(into).toBeLessThan(from);
          for (const { because } of joins ? [joins, ...merges] : merges) {
            expect(because.score).toBeGreaterThanOrEqual(because.threshold - 1e-4);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
