import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../src/model/duration.ts';
import type { ServerHints } from '../../../src/model/poll.ts';
import { ago, body, failed, feedOf, fresh, NO_HINTS, notModified, poll, USUAL, waitOf } from './polls.ts';

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
