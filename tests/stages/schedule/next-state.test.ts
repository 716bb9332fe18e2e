import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../src/model/duration.ts';
import type { PollHints } from '../../../src/model/feed.ts';
import type { FetchFailure, FetchResult, ServerHints } from '../../../src/model/poll.ts';
import { defaultSettings } from '../../../src/model/settings.ts';
import type { ClaimedSource } from '../../../src/model/source.ts';
import { adaptiveInterval, nextRhythm } from '../../../src/stages/schedule/interval.ts';
import { movedAddress } from '../../../src/stages/schedule/move.ts';
import { nextState } from '../../../src/stages/schedule/next-state.ts';
import type { PollReport, SourceState } from '../../../src/stages/schedule/poll-report.ts';

const settings = defaultSettings.schedule;
/** A Wednesday. */
const now = new Date('2026-03-04T12:00:00Z');
const ago = (ms: number) => new Date(now.getTime() - ms);

/** Between two items of a source that brings 20 a week. */
const USUAL_GAP = (7 * DAY) / 20;
/** Its interval after such a gap. */
const USUAL = 38.8 * MINUTE;

const NO_HINTS: ServerHints = { freshForMs: null, intervalMs: null, skipHours: [], skipDays: [] };
const VALIDATORS = { etag: '"old"', lastModified: null, bodyHash: 'old' };

function sourceOf(known: Partial<ClaimedSource> = {}): ClaimedSource {
  return {
    id: 1,
    url: 'https://harbour.example/feed',
    host: 'harbour.example',
    title: null,
    outlet: null,
    siteUrl: null,
    language: null,
    everyMs: null,
    validators: VALIDATORS,
    hints: NO_HINTS,
    failures: 0,
    firstFailedAt: null,
    movedTo: null,
    movedPolls: 0,
    lastPollAt: ago(HOUR),
    claimedAt: now,
    itemsAWeek: 20,
    newestItemAt: ago(USUAL_GAP),
    ...known,
  };
}

const exchange = {
  bytes: 0,
  tookMs: 5,
  freshForMs: null,
  finalUrl: 'https://harbour.example/feed',
  permanentUrl: null,
};
const fresh = { etag: '"new"', lastModified: null, bodyHash: 'new' };

const body = (more: Partial<FetchResult> = {}) =>
  ({
    ...exchange,
    kind: 'body',
    httpStatus: 200,
    body: new Uint8Array(),
    contentType: null,
    validators: fresh,
    unchanged: false,
    ...more,
  }) as FetchResult;
const notModified = (more: Partial<FetchResult> = {}) =>
  ({ ...exchange, kind: 'not-modified', httpStatus: 304, validators: VALIDATORS, ...more }) as FetchResult;
const failed = (httpStatus: number | null, more: Partial<FetchFailure> = {}) =>
  ({
    ...exchange,
    kind: 'failed',
    httpStatus,
    code: `http_${httpStatus ?? 0}`,
    message: 'It failed.',
    retryAfterMs: null,
    gone: httpStatus === 410,
    ...more,
  }) as FetchResult;

const feedOf = (hints: PollHints = {}, newItems: readonly (Date | null)[] = []) => ({ hints, newItems });

function poll(source: Partial<ClaimedSource>, fetched: FetchResult, more: Partial<PollReport> = {}): SourceState {
  return nextState({ source: sourceOf(source), fetched, feed: null, error: null, ...more }, settings, now);
}

const waitOf = (state: SourceState) => state.nextPollAt.getTime() - now.getTime();

describe('the rhythm of a source', () => {
  it.each([
    [0, MINUTE, 21.8 * HOUR],
    [1, MINUTE, 17 * MINUTE],
    [1, DAY, 109 * MINUTE],
    [1, 7 * DAY, 178 * MINUTE],
    [20, MINUTE, 10 * MINUTE],
    [20, HOUR, 23 * MINUTE],
    [20, USUAL_GAP, USUAL],
    [20, 7 * DAY, 84 * MINUTE],
    [200, HOUR, 13 * MINUTE],
    [5000, MINUTE, 10 * MINUTE],
  ])('%s items a week, the newest %s ms old: an interval of %s ms or so', (itemsAWeek, silence, expected) => {
    const interval = adaptiveInterval({ itemsAWeek, newestItemAt: ago(silence) }, settings, now);
    expect(interval / expected).toBeGreaterThan(0.97);
    expect(interval / expected).toBeLessThan(1.03);
  });

  it('is the week’s rate alone where no item is known', () => {
    const known = adaptiveInterval({ itemsAWeek: 20, newestItemAt: ago(USUAL_GAP) }, settings, now);
    expect(adaptiveInterval({ itemsAWeek: 20, newestItemAt: null }, settings, now)).toBeCloseTo(known);
  });

  it('fades with silence and grows with every item', () => {
    const after = (rate: number, sinceMs: number, items: (Date | null)[]) =>
      nextRhythm({ itemsAWeek: rate, newestItemAt: ago(DAY) }, sinceMs, items, now);
    expect(after(10, 7 * DAY, []).itemsAWeek).toBeCloseTo(10 / Math.E);
    expect(after(0, 0, [now, null, ago(7 * DAY), new Date('2027-01-01')]).itemsAWeek).toBeCloseTo(3 + 1 / Math.E);
    expect(after(10, -MINUTE, []).itemsAWeek).toBe(10);
  });

  it.each<[string, (Date | null)[], Date]>([
    ['no item', [], ago(DAY)],
    ['an older one', [ago(2 * DAY)], ago(DAY)],
    ['a newer one', [ago(HOUR), ago(3 * HOUR)], ago(HOUR)],
    ['an undated one', [null], now],
    ['one from the future', [new Date('2027-01-01')], now],
  ])('knows the newest item after %s', (_name, items, newest) => {
    expect(nextRhythm({ itemsAWeek: 1, newestItemAt: ago(DAY) }, 0, items, now).newestItemAt).toEqual(newest);
  });

  it('is told by the dates at the first poll', () => {
    const first = { lastPollAt: null, itemsAWeek: null };
    const monthly = Array.from({ length: 10 }, (_, index) => ago((index + 1) * 30 * DAY));
    const hourly = Array.from({ length: 50 }, (_, index) => ago(index * HOUR));
    expect(poll(first, body(), { feed: feedOf({}, monthly) }).itemsAWeek).toBeLessThan(0.05);
    expect(poll(first, body(), { feed: feedOf({}, hourly) }).itemsAWeek).toBeGreaterThan(40);
  });

  it('counts what came while the source could not be reached', () => {
    const down = poll({ lastPollAt: ago(DAY) }, failed(500));
    expect(down.itemsAWeek).toBeCloseTo(20 * Math.exp(-1 / 7));
  });
});

describe('the next poll after a good answer', () => {
  it.each<[string, Partial<ServerHints>, number]>([
    ['nothing', {}, USUAL],
    ['less than its rhythm', { freshForMs: MINUTE }, USUAL],
    ['max-age', { freshForMs: 2 * HOUR }, 2 * HOUR],
    ['ttl', { intervalMs: 3 * HOUR }, 3 * HOUR],
    ['both: the longer', { freshForMs: 2 * HOUR, intervalMs: 3 * HOUR }, 3 * HOUR],
  ])('a server that asks for %s', (_name, hints, expected) => {
    const wait = waitOf(poll({ hints: { ...NO_HINTS, ...hints } }, notModified()));
    expect(wait).toBeGreaterThanOrEqual(expected * 0.995);
    expect(wait).toBeLessThanOrEqual(expected * 1.105);
  });

  it('is at most a day away, whatever the server asks', () => {
    expect(waitOf(poll({}, body({ freshForMs: 400 * DAY }), { feed: feedOf() }))).toBe(DAY);
  });

  it('is when the config says, whatever the server asks', () => {
    const hints = { freshForMs: 5 * HOUR, intervalMs: DAY, skipHours: [12, 13], skipDays: [3] };
    const wait = waitOf(poll({ everyMs: 10 * MINUTE, hints }, notModified()));
    expect(Math.abs(wait - 10 * MINUTE)).toBeLessThanOrEqual(0.5 * MINUTE);
  });

  it.each<[string, Partial<ServerHints>, string]>([
    ['the hour', { skipHours: [12] }, '2026-03-04T13'],
    ['several hours', { skipHours: [12, 13, 14, 20] }, '2026-03-04T15'],
    ['the day', { skipDays: [3] }, '2026-03-05T00'],
    ['the day and the hours after it', { skipDays: [3], skipHours: [0, 1] }, '2026-03-05T02'],
    ['three days: a day at most', { skipDays: [3, 4, 5] }, '2026-03-05T12'],
    ['every hour: not heard', { skipHours: Array.from({ length: 24 }, (_, hour) => hour) }, '2026-03-04T12'],
    ['every day: not heard', { skipDays: [0, 1, 2, 3, 4, 5, 6] }, '2026-03-04T12'],
  ])('a feed that asks to skip %s', (_name, hints, hour) => {
    const state = poll({ hints: { ...NO_HINTS, ...hints } }, notModified());
    expect(state.nextPollAt.toISOString().slice(0, 13)).toBe(hour);
  });

  it('keeps the hints over a 304 and an unchanged body, and renews them with what is said anew', () => {
    const hints = { freshForMs: HOUR, intervalMs: 2 * HOUR, skipHours: [3], skipDays: [6] };
    expect(poll({ hints }, notModified()).hints).toEqual(hints);
    expect(poll({ hints }, notModified({ freshForMs: 0 })).hints).toEqual({ ...hints, freshForMs: 0 });
    expect(poll({ hints }, body()).hints).toEqual({ ...hints, freshForMs: null });
    expect(poll({ hints }, body({ freshForMs: 5 }), { feed: feedOf({ intervalMs: 7 }) }).hints).toEqual({
      ...NO_HINTS,
      freshForMs: 5,
      intervalMs: 7,
    });
    expect(poll({ hints }, failed(500, { freshForMs: 9 })).hints).toEqual(hints);
  });

  it('ends a row of failures', () => {
    const state = poll({ failures: 7, firstFailedAt: ago(DAY) }, body(), { feed: feedOf() });
    expect(state).toMatchObject({ status: 'ok', failures: 0, firstFailedAt: null, error: null, validators: fresh });
  });
});

describe('the next poll after a failure', () => {
  it.each<[string, FetchResult, number, number]>([
    ['5xx: soon', failed(500), 0, 10 * MINUTE],
    ['no connection: soon', failed(null, { code: 'connect_refused' }), 0, 10 * MINUTE],
    ['5xx, the fourth', failed(502), 3, 80 * MINUTE],
    ['5xx, the twentieth: a day', failed(502), 19, DAY],
    ['403: after the usual time', failed(403), 0, USUAL],
    ['403, the third', failed(403), 2, 4 * USUAL],
    ['404, the thousandth: a day', failed(404), 999, DAY],
    ['a certificate: after the usual time', failed(null, { code: 'certificate' }), 0, USUAL],
    ['503 that asks', failed(503, { retryAfterMs: 5 * HOUR }), 0, 5 * HOUR],
    ['403 that asks', failed(403, { retryAfterMs: 5 * HOUR }), 0, 5 * HOUR],
    ['429 that asks for years: a day', failed(429, { retryAfterMs: 900 * DAY }), 0, DAY],
  ])('%s', (_name, fetched, failures, expected) => {
    const state = poll({ failures, firstFailedAt: failures > 0 ? ago(DAY) : null }, fetched);
    expect(state).toMatchObject({ status: 'failing', failures: failures + 1, validators: VALIDATORS });
    expect(waitOf(state) / expected).toBeGreaterThanOrEqual(0.995);
    expect(waitOf(state) / expected).toBeLessThanOrEqual(1.105);
  });

  it('a body that is no feed is asked for again in full', () => {
    const error = { code: 'no_feed', message: 'This is no feed.' };
    expect(poll({}, body(), { error })).toMatchObject({
      status: 'failing',
      failures: 1,
      error,
      validators: VALIDATORS,
    });
  });

  it.each([
    ['429 with seconds', failed(429, { retryAfterMs: 2 * MINUTE }), 2 * MINUTE],
    ['503 with seconds', failed(503, { retryAfterMs: 2 * HOUR }), 2 * HOUR],
    ['503 with years', failed(503, { retryAfterMs: 900 * DAY }), DAY],
  ])('%s holds the whole host', (_name, fetched, hold) => {
    const until = new Date(now.getTime() + hold);
    expect(poll({}, fetched).hostHold).toEqual({ host: 'harbour.example', until });
  });

  it('a bare 429 holds the host for a while, a bare 503 or 403 does not', () => {
    const hold = poll({}, failed(429)).hostHold;
    expect(hold?.until.getTime()).toBeGreaterThan(now.getTime() + USUAL * 0.99);
    expect(hold?.until.getTime()).toBeLessThanOrEqual(now.getTime() + HOUR);
    expect(poll({}, failed(503)).hostHold).toBeNull();
    expect(poll({}, failed(403)).hostHold).toBeNull();
  });

  it('holds the host that spoke, not the one that led there', () => {
    const fetched = failed(429, { retryAfterMs: MINUTE, finalUrl: 'https://cdn.example:8443/x' });
    expect(poll({}, fetched).hostHold?.host).toBe('cdn.example:8443');
  });

  it.each([
    ['410', failed(410), 0, 0, 'gone'],
    ['404 for a week', failed(404), 30, 7 * DAY, 'failing'],
    ['404 for a month, seldom asked', failed(404), 3, 31 * DAY, 'failing'],
    ['404 for a month', failed(404), 30, 31 * DAY, 'gone'],
    ['500 for a year', failed(500), 400, 365 * DAY, 'failing'],
    ['403 for a year', failed(403), 400, 365 * DAY, 'failing'],
  ])('%s', (_name, fetched, failures, since, status) => {
    expect(poll({ failures, firstFailedAt: failures ? ago(since) : null }, fetched).status).toBe(status);
  });

  it('says that it stops asking, when it does', () => {
    expect(poll({ failures: 30, firstFailedAt: ago(31 * DAY) }, failed(404)).error?.message).toMatch(/stops asking/);
    expect(poll({}, failed(410)).error?.message).toBe('It failed.');
  });

  it('a stopped poll changes nothing', () => {
    const known = { failures: 3, firstFailedAt: ago(DAY), movedTo: 'https://new.example/', movedPolls: 2 };
    const state = poll(known, failed(null, { code: 'stopped' }));
    expect(state).toMatchObject({ ...known, status: 'failing', nextPollAt: now, error: null, validators: VALIDATORS });
    expect(poll({ lastPollAt: null }, failed(null, { code: 'stopped' })).status).toBe('new');
  });
});

describe('a source that moves', () => {
  const there = 'https://new.example/feed';
  const moved = body({ permanentUrl: there });

  /** Polls one after the other, each beginning with what the last one left. */
  function polls(...results: FetchResult[]): SourceState[] {
    let source: Partial<ClaimedSource> = {};
    return results.map((fetched) => {
      const state = poll(source, fetched);
      source = { movedTo: state.movedTo, movedPolls: state.movedPolls };
      return state;
    });
  }

  it('is asked at its new address once three polls in a row have said so', () => {
    expect(polls(moved, moved, moved, body(), body()).map(movedAddress)).toEqual([null, null, there, there, there]);
  });

  it('is not, if one of them says otherwise', () => {
    const elsewhere = body({ permanentUrl: 'https://other.example/' });
    expect(polls(moved, moved, body(), moved).map(movedAddress)).toEqual([null, null, null, null]);
    expect(polls(moved, moved, elsewhere, moved, moved).map(movedAddress)).toEqual([null, null, null, null, null]);
  });

  it('is not shaken by a failure on the way', () => {
    expect(polls(moved, moved, failed(500), moved).map(({ movedPolls }) => movedPolls)).toEqual([1, 2, 2, 3]);
  });

  it('is asked at its old address when the new one fails, and does not end with it', () => {
    const states = polls(moved, moved, moved, failed(410));
    expect(states.map(movedAddress)).toEqual([null, null, there, null]);
    expect(states.at(-1)).toMatchObject({ status: 'failing', movedTo: there, movedPolls: 1 });
  });

  it('is looked at again every so often', () => {
    const asked = polls(moved, moved, ...Array.from({ length: 60 }, () => moved)).map(movedAddress);
    expect(asked.slice(2).filter((address) => address === null)).toHaveLength(1);
  });
});

describe('what always holds', () => {
  const anyHints = fc.record({
    freshForMs: fc.option(fc.nat({ max: 1e12 })),
    intervalMs: fc.option(fc.nat({ max: 1e12 })),
    skipHours: fc.uniqueArray(fc.nat({ max: 23 })),
    skipDays: fc.uniqueArray(fc.nat({ max: 6 })),
  });
  const anySource = fc.record({
    url: fc.webUrl(),
    hints: anyHints,
    failures: fc.nat({ max: 2000 }),
    itemsAWeek: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
  });
  const anyResult = fc.oneof(
    fc.constant(body()),
    fc.constant(notModified()),
    fc
      .tuple(fc.integer({ min: 400, max: 599 }), fc.option(fc.nat({ max: 1e12 })))
      .map(([status, retryAfterMs]) => failed(status, { retryAfterMs })),
  );

  it('the next poll lies between min and two days, and no earlier than Retry-After within a day', () => {
    fc.assert(
      fc.property(anySource, anyResult, (source, fetched) => {
        const state = poll(source, fetched);
        expect(waitOf(state)).toBeGreaterThanOrEqual(settings.min - 1);
        expect(waitOf(state)).toBeLessThanOrEqual(settings.max * 2);
        const asked = fetched.kind === 'failed' ? Math.min(fetched.retryAfterMs ?? 0, DAY) : 0;
        expect(waitOf(state)).toBeGreaterThanOrEqual(asked);
      }),
    );
  });

  it('is never sooner than the server asks, within a day', () => {
    fc.assert(
      fc.property(anySource, (source) => {
        const asked = Math.max(source.hints.freshForMs ?? 0, source.hints.intervalMs ?? 0);
        expect(waitOf(poll(source, notModified()))).toBeGreaterThanOrEqual(Math.min(asked, DAY) - 1);
      }),
    );
  });

  it('is never later than schedule.max when nobody asks for it', () => {
    fc.assert(
      fc.property(fc.webUrl(), fc.double({ min: 0, max: 1e6, noNaN: true }), (url, rate) => {
        expect(waitOf(poll({ url, itemsAWeek: rate }, notModified()))).toBeLessThanOrEqual(settings.max);
      }),
    );
  });

  it('a thousand like sources are spread: few wake in one second, and each at its own time again', () => {
    const due = () =>
      Array.from({ length: 1000 }, (_, index) =>
        waitOf(poll({ url: `https://harbour.example/${index}/feed`, itemsAWeek: 20 }, notModified())),
      );
    const perSecond = new Map<number, number>();
    for (const wait of due()) perSecond.set(Math.floor(wait / 1000), (perSecond.get(Math.floor(wait / 1000)) ?? 0) + 1);
    expect(perSecond.size).toBeGreaterThan(170);
    expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(15);
    expect(due()).toEqual(due());
  });
});
