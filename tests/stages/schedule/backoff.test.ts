import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../src/model/duration.ts';
import type { FetchResult } from '../../../src/model/poll.ts';
import { ago, body, failed, now, poll, USUAL, VALIDATORS, waitOf } from './polls.ts';

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
    expect(poll({}, fetched).answeringHost).toBe('cdn.example:8443');
    expect(poll({}, failed(null)).answeringHost).toBeNull();
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
