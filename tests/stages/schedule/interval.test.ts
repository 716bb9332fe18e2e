import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../src/model/duration.ts';
import { adaptiveInterval, nextRhythm } from '../../../src/stages/schedule/interval.ts';
import { ago, body, failed, feedOf, notModified, now, poll, settings, USUAL, USUAL_GAP, waitOf } from './polls.ts';

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
    const rhythmAfter = (rate: number, sinceMs: number, items: (Date | null)[]) =>
      nextRhythm({ itemsAWeek: rate, newestItemAt: ago(DAY) }, sinceMs, items, now);
    expect(rhythmAfter(10, 7 * DAY, []).itemsAWeek).toBeCloseTo(10 / Math.E);
    expect(rhythmAfter(0, 0, [now, null, ago(7 * DAY), new Date('2027-01-01')]).itemsAWeek).toBeCloseTo(3 + 1 / Math.E);
    expect(rhythmAfter(10, -MINUTE, []).itemsAWeek).toBe(10);
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
