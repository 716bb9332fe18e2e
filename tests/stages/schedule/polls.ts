import { DAY, HOUR, MINUTE } from '../../../src/model/duration.ts';
import type { PollHints } from '../../../src/model/feed.ts';
import type { FetchFailure, FetchResult, ServerHints, SourceState } from '../../../src/model/poll.ts';
import { defaultSettings } from '../../../src/model/settings.ts';
import type { ClaimedSource } from '../../../src/model/source.ts';
import { nextState } from '../../../src/stages/schedule/next-state.ts';
import type { PollReport } from '../../../src/stages/schedule/poll-report.ts';

export const settings = defaultSettings.schedule;
/** A Wednesday. */
export const now = new Date('2026-03-04T12:00:00Z');
export const ago = (ms: number) => new Date(now.getTime() - ms);

/** Between two items of a source that brings 20 a week. */
export const USUAL_GAP = (7 * DAY) / 20;
/** Its interval after such a gap. */
export const USUAL = 38.8 * MINUTE;

export const NO_HINTS: ServerHints = { freshForMs: null, intervalMs: null, skipHours: [], skipDays: [] };
export const VALIDATORS = { etag: '"old"', lastModified: null, bodyHash: 'old' };

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
    clockAheadMs: 0,
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
export const fresh = { etag: '"new"', lastModified: null, bodyHash: 'new' };

export const body = (more: Partial<FetchResult> = {}) =>
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
export const notModified = (more: Partial<FetchResult> = {}) =>
  ({ ...exchange, kind: 'not-modified', httpStatus: 304, validators: VALIDATORS, ...more }) as FetchResult;
export const failed = (httpStatus: number | null, more: Partial<FetchFailure> = {}) =>
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

export const feedOf = (hints: PollHints = {}, newItems: readonly (Date | null)[] = []) => ({ hints, newItems });

/** The state after one poll of a source of which this is known. */
export function poll(
  source: Partial<ClaimedSource>,
  fetched: FetchResult,
  more: Partial<PollReport> = {},
): SourceState {
  return nextState({ source: sourceOf(source), fetched, feed: null, error: null, ...more }, settings, now);
}

export const waitOf = (state: SourceState) => state.nextPollAt.getTime() - now.getTime();
