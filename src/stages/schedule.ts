import { DAY, HOUR, MINUTE } from '../model/duration.ts';
import type { PollHints } from '../model/feed.ts';
import type { FetchResult, ServerHints, Validators } from '../model/poll.ts';
import type { ScheduleSettings } from '../model/settings.ts';
import type { ClaimedSource } from '../model/source.ts';

/** What one visit to a source brought. */
export interface PollReport {
  readonly source: ClaimedSource;
  readonly fetched: FetchResult;
  /** The parsed feed and when its new items were published (null: undated). null: nothing was parsed. */
  readonly feed: { readonly hints: PollHints; readonly newItems: readonly (Date | null)[] } | null;
  /** Why a body that did arrive could not be used; null: it could, or there was none. */
  readonly error: PollError | null;
}

export interface PollError {
  readonly code: string;
  readonly message: string;
}

/** What must be known of a source before the next request to it. */
export interface SourceState {
  readonly nextPollAt: Date;
  readonly status: 'new' | 'ok' | 'failing' | 'gone';
  /** In a row. */
  readonly failures: number;
  readonly firstFailedAt: Date | null;
  readonly error: PollError | null;
  /** Of the last body that could be used, so that a broken one is asked for again. */
  readonly validators: Validators;
  readonly hints: ServerHints;
  readonly movedTo: string | null;
  readonly movedPolls: number;
  readonly itemsAWeek: number;
  /** A host (with its port) of which nothing may be polled before `until`, whatever the source. */
  readonly hostHold: { readonly host: string; readonly until: Date } | null;
}

const WEEK = 7 * DAY;

/** No server holds us off for longer, whatever it says: hints are often generated, and sometimes absurd. */
const HINT_MAX = DAY;

/** Items a week at which a source is polled every `schedule.min`, and at which every `schedule.max`. */
const BUSY = 200;
const IDLE = 0.01;

/** Part of an interval over which sources are spread. */
const SPREAD = 0.1;

/** A permanent redirect counts once it was seen on this many polls in a row; every so often it is looked at again. */
const MOVED_AFTER = 3;
const MOVED_CHECK = 50;

/** A page that is not found for so long, on so many polls, will not come back. */
const MISSING_FOR = 30 * DAY;
const MISSING_POLLS = 10;

/** A host that finds us too frequent without naming a time is left alone for at most this long. */
const HOLD_UNASKED_MAX = HOUR;

/** The state of a source after a visit. The same report, settings and `now` give the same state. */
export function nextState(report: PollReport, settings: ScheduleSettings, now: Date): SourceState {
  const { source, fetched } = report;
  const error = fetched.kind === 'failed' ? { code: fetched.code, message: fetched.message } : report.error;
  if (error?.code === 'stopped') return untouched(source, now);
  const known = { ...nextMove(source, fetched, error === null), itemsAWeek: nextRate(report, now) };
  return error === null
    ? afterSuccess(report, known, settings, now)
    : afterFailure(report, error, known, settings, now);
}

/** Where to poll a source that has moved for good; null: at its own address. */
export function movedAddress({ movedTo, movedPolls }: Pick<ClaimedSource, 'movedTo' | 'movedPolls'>): string | null {
  return movedPolls >= MOVED_AFTER && movedPolls % MOVED_CHECK !== 0 ? movedTo : null;
}

type Known = Pick<SourceState, 'movedTo' | 'movedPolls' | 'itemsAWeek'>;

function afterSuccess(
  { source, fetched, feed }: PollReport,
  known: Known,
  settings: ScheduleSettings,
  now: Date,
): SourceState {
  const hints = nextHints(source.hints, fetched, feed?.hints ?? null);
  const spread = spreadOf(source.url);
  return {
    ...known,
    nextPollAt: new Date(now.getTime() + successDelay(source, hints, known.itemsAWeek, settings, now, spread)),
    status: 'ok',
    failures: 0,
    firstFailedAt: null,
    error: null,
    validators: fetched.kind === 'failed' ? source.validators : fetched.validators,
    hints,
    hostHold: null,
  };
}

function successDelay(
  source: ClaimedSource,
  hints: ServerHints,
  itemsAWeek: number,
  settings: ScheduleSettings,
  now: Date,
  spread: number,
): number {
  if (source.everyMs !== null) return source.everyMs * (1 + SPREAD * (spread - 0.5));
  const asked = Math.max(hints.freshForMs ?? 0, hints.intervalMs ?? 0) * (1 + SPREAD * spread);
  const delay = Math.max(adaptiveInterval(itemsAWeek, settings) * (1 + SPREAD * spread), Math.min(asked, HINT_MAX));
  return pastSkipped(now.getTime() + delay, hints, spread) - now.getTime();
}

function afterFailure(
  report: PollReport,
  error: PollError,
  known: Known,
  settings: ScheduleSettings,
  now: Date,
): SourceState {
  const { source, fetched } = report;
  const failures = source.failures + 1;
  const firstFailedAt = source.firstFailedAt ?? now;
  const spread = spreadOf(source.url);
  const backoff = backoffOf(source, fetched, failures, known.itemsAWeek, settings) * (1 + SPREAD * spread);
  const asked = fetched.kind === 'failed' ? Math.min(fetched.retryAfterMs ?? 0, HINT_MAX) : 0;
  const at = Math.max(pastSkipped(now.getTime() + backoff, source.hints, spread), now.getTime() + asked);
  return {
    ...known,
    nextPollAt: new Date(at),
    status: isGone(source, fetched, failures, firstFailedAt, now) ? 'gone' : 'failing',
    failures,
    firstFailedAt,
    error,
    validators: source.validators,
    hints: source.hints,
    hostHold: hostHold(fetched, backoff, now),
  };
}

/**
 * Time between two polls of a source with this rate: a straight line between `max` and `min` on logarithmic scales.
 * With the defaults this is the inverse square root of the rate, and of all ways to share a given number of polls
 * among sources, that one makes their items wait least. Leaves room for the spread below `max`.
 */
export function adaptiveInterval(itemsAWeek: number, { min, max }: Pick<ScheduleSettings, 'min' | 'max'>): number {
  const top = Math.max(min, max / (1 + SPREAD));
  const rate = Math.min(BUSY, Math.max(IDLE, itemsAWeek));
  const idleness = Math.log(BUSY / rate) / Math.log(BUSY / IDLE);
  return min * (top / min) ** idleness;
}

/**
 * Items a week, the last week counting most: each item weighs e^(−its age in weeks), so that one number tells the
 * rhythm, a burst raises it at once and silence lets it fade. A first poll is told by the dates in the feed.
 */
function nextRate({ source, feed }: PollReport, now: Date): number {
  const since = source.lastPollAt === null ? 0 : Math.max(0, now.getTime() - source.lastPollAt.getTime());
  const faded = (source.itemsAWeek ?? 0) * Math.exp(-since / WEEK);
  const fresh = (feed?.newItems ?? []).map((at) => (at === null ? 0 : Math.max(0, now.getTime() - at.getTime())));
  return fresh.reduce((sum, age) => sum + Math.exp(-age / WEEK), faded);
}

/** What a 304 does not repeat still holds; a feed that was parsed says all it has to say. */
function nextHints(last: ServerHints, fetched: FetchResult, parsed: PollHints | null): ServerHints {
  return {
    freshForMs: fetched.freshForMs ?? (fetched.kind === 'not-modified' ? last.freshForMs : null),
    intervalMs: parsed ? (parsed.intervalMs ?? null) : last.intervalMs,
    skipHours: parsed ? (parsed.skipHours ?? []) : last.skipHours,
    skipDays: parsed ? (parsed.skipDays ?? []) : last.skipDays,
  };
}

/**
 * The move that is stored. A moved source whose new address fails is asked at its own address again, where the
 * redirect, if it still stands, is believed again after a few polls.
 */
function nextMove(source: ClaimedSource, fetched: FetchResult, good: boolean): Pick<Known, 'movedTo' | 'movedPolls'> {
  const { movedTo, movedPolls } = source;
  const polledMoved = movedAddress(source) !== null;
  if (!good) return { movedTo, movedPolls: polledMoved ? 1 : movedPolls };
  const seen = fetched.permanentUrl ?? (polledMoved ? movedTo : null);
  if (seen === null) return { movedTo: null, movedPolls: 0 };
  return { movedTo: seen, movedPolls: seen === movedTo ? movedPolls + 1 : 1 };
}

/**
 * What passes (5xx, no answer at all) is tried again soon, what a person must mend (403, 404, no feed) after the
 * source's usual time; both double with each failure in a row, up to `schedule.max`.
 */
function backoffOf(
  source: ClaimedSource,
  fetched: FetchResult,
  failures: number,
  itemsAWeek: number,
  settings: ScheduleSettings,
): number {
  const usual = source.everyMs ?? adaptiveInterval(itemsAWeek, settings);
  const passes = fetched.kind === 'failed' && (fetched.httpStatus === null || fetched.httpStatus >= 500);
  const first = passes ? Math.min(settings.min, usual) : usual;
  return Math.min(first * 2 ** Math.min(failures - 1, 30), Math.max(settings.max, usual));
}

/** 410 is the publisher's word; a 404 counts after a month. A new address that ends is no end of the old one. */
function isGone(source: ClaimedSource, fetched: FetchResult, failures: number, since: Date, now: Date): boolean {
  if (fetched.kind !== 'failed' || movedAddress(source) !== null) return false;
  const missing = fetched.httpStatus === 404 && failures >= MISSING_POLLS;
  return fetched.gone || (missing && now.getTime() - since.getTime() >= MISSING_FOR);
}

/** How long the host that answered is to be left alone: what a 429 or 503 asks for, or a while after a bare 429. */
function hostHold(fetched: FetchResult, backoff: number, now: Date): SourceState['hostHold'] {
  if (fetched.kind !== 'failed') return null;
  const { httpStatus, retryAfterMs, finalUrl } = fetched;
  if (httpStatus !== 429 && httpStatus !== 503) return null;
  const unasked = httpStatus === 429 ? Math.min(backoff, HOLD_UNASKED_MAX) : 0;
  const hold = retryAfterMs === null ? unasked : Math.min(retryAfterMs, HINT_MAX);
  return hold > 0 ? { host: new URL(finalUrl).host, until: new Date(now.getTime() + hold) } : null;
}

/** The first time from `at` on that the feed does not ask to skip (UTC), at most a day later. */
function pastSkipped(at: number, { skipHours, skipDays }: ServerHints, spread: number): number {
  const isSkipped = (time: number) => {
    const date = new Date(time);
    return skipHours.includes(date.getUTCHours()) || skipDays.includes(date.getUTCDay());
  };
  // A feed that asks never to be read is not taken at its word.
  if (new Set(skipHours).size >= 24 || new Set(skipDays).size >= 7 || !isSkipped(at)) return at;
  let time = at;
  while (isSkipped(time) && time < at + HINT_MAX) time = Math.floor(time / HOUR + 1) * HOUR;
  return Math.min(time + spread * 10 * MINUTE, at + HINT_MAX);
}

/** Shutting down in the middle of a poll says nothing about the source. */
function untouched(source: ClaimedSource, now: Date): SourceState {
  const { failures, firstFailedAt, validators, hints, movedTo, movedPolls } = source;
  const status = failures > 0 ? 'failing' : source.lastPollAt === null ? 'new' : 'ok';
  const itemsAWeek = source.itemsAWeek ?? 0;
  const base = { failures, firstFailedAt, validators, hints, movedTo, movedPolls, itemsAWeek };
  return { ...base, nextPollAt: now, status, error: null, hostHold: null };
}

/** A number from 0 to 1 that a source keeps for life (FNV-1a of its address), so that sources do not wake together. */
function spreadOf(url: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < url.length; index++) hash = Math.imul(hash ^ url.charCodeAt(index), 0x01000193);
  // FNV's high bits move little for texts that differ in the last character only.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}
