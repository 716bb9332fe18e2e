import type { PollHints } from '../../model/feed.ts';
import type { FetchResult, PollError, ServerHints, SourceState } from '../../model/poll.ts';
import type { ScheduleSettings } from '../../model/settings.ts';
import type { ClaimedSource } from '../../model/source.ts';
import { answeringHost, askedToWait, backoff, hostHold, isGone } from './backoff.ts';
import {
  adaptiveInterval,
  askedInterval,
  nextRhythm,
  pastSkipped,
  type Rhythm,
  spread,
  spreadAround,
} from './interval.ts';
import { nextMove, polledAddress } from './move.ts';
import type { PollReport } from './poll-report.ts';

/**
 * The state of a source after a visit: when to come back, and all that must be known by then. The same report, settings
 * and `now` give the same state. A poll that was `stopped` changes nothing; its source is due at once.
 */
export function nextState(report: PollReport, settings: ScheduleSettings, now: Date): SourceState {
  const { fetched } = report;
  const error = fetched.kind === 'failed' ? { code: fetched.code, message: fetched.message } : report.error;
  if (error === null) return afterSuccess(report, settings, now);
  if (error.code === 'stopped') return untouched(report.source, now);
  return afterFailure(report, error, settings, now);
}

function afterSuccess(report: PollReport, settings: ScheduleSettings, now: Date): SourceState {
  const { source, fetched, feed } = report;
  const hints = nextHints(source.hints, fetched, feed?.hints ?? null);
  const rhythm = rhythmAfter(report, now);
  return {
    nextPollAt: dueAfterSuccess(source, hints, rhythm, settings, now),
    status: 'ok',
    failures: 0,
    firstFailedAt: null,
    error: null,
    validators: fetched.kind === 'failed' ? source.validators : fetched.validators,
    hints,
    ...nextMove(source, fetched, true),
    ...rhythm,
    answeringHost: answeringHost(fetched),
    hostHold: null,
  };
}

/** `every:` of the config wins over what the server asks; else the longer of its wish and the source's own rhythm. */
function dueAfterSuccess(
  { everyMs, url }: ClaimedSource,
  hints: ServerHints,
  rhythm: Rhythm,
  settings: ScheduleSettings,
  now: Date,
): Date {
  if (everyMs !== null) return new Date(now.getTime() + spreadAround(everyMs, url));
  const wait = Math.max(spread(adaptiveInterval(rhythm, settings, now), url), askedInterval(hints, url));
  return new Date(pastSkipped(now.getTime() + wait, hints, url));
}

function afterFailure(report: PollReport, error: PollError, settings: ScheduleSettings, now: Date): SourceState {
  const { source, fetched } = report;
  const failures = source.failures + 1;
  const firstFailedAt = source.firstFailedAt ?? now;
  const rhythm = rhythmAfter(report, now);
  // Of a source that was never read nothing is known: whoever has just added it is about to mend it.
  const adaptive = rhythm.newestItemAt === null ? settings.min : adaptiveInterval(rhythm, settings, now);
  const usual = source.everyMs ?? adaptive;
  const wait = Math.max(spread(backoff(fetched, failures, usual, settings), source.url), askedToWait(fetched));
  const gone = isGone(fetched, failures, now.getTime() - firstFailedAt.getTime(), polledAddress(source));
  return {
    nextPollAt: new Date(now.getTime() + wait),
    status: gone ? 'gone' : 'failing',
    failures,
    firstFailedAt,
    error: gone && fetched.kind === 'failed' && !fetched.gone ? { ...error, message: MISSING } : error,
    validators: source.validators,
    hints: source.hints,
    ...nextMove(source, fetched, false),
    ...rhythm,
    answeringHost: answeringHost(fetched),
    hostHold: hostHold(fetched, wait, now),
  };
}

const MISSING =
  'The server has had no such page for a month (404). Newsbraid stops asking; remove the source or give its new address.';

function rhythmAfter({ source, feed }: PollReport, now: Date): Rhythm {
  const sinceMs = source.lastPollAt === null ? 0 : now.getTime() - source.lastPollAt.getTime();
  return nextRhythm(rhythmOf(source), sinceMs, feed?.newItems ?? [], now);
}

function rhythmOf({ itemsAWeek, newestItemAt }: ClaimedSource): Rhythm {
  return { itemsAWeek: itemsAWeek ?? 0, newestItemAt };
}

/** What a 304 does not repeat still holds; a feed that was parsed says all it has to say. */
function nextHints(last: ServerHints, fetched: FetchResult, parsed: PollHints | null): ServerHints {
  const asked = parsed
    ? { intervalMs: parsed.intervalMs ?? null, skipHours: parsed.skipHours ?? [], skipDays: parsed.skipDays ?? [] }
    : last;
  const freshForMs = fetched.freshForMs ?? (fetched.kind === 'not-modified' ? last.freshForMs : null);
  return { freshForMs, intervalMs: asked.intervalMs, skipHours: asked.skipHours, skipDays: asked.skipDays };
}

/** Shutting down in the middle of a poll says nothing about the source. */
function untouched(source: ClaimedSource, now: Date): SourceState {
  const known = source.lastPollAt === null ? 'new' : 'ok';
  return {
    nextPollAt: now,
    status: source.failures > 0 ? 'failing' : known,
    failures: source.failures,
    firstFailedAt: source.firstFailedAt,
    error: null,
    validators: source.validators,
    hints: source.hints,
    movedTo: source.movedTo,
    movedPolls: source.movedPolls,
    ...rhythmOf(source),
    answeringHost: null,
    hostHold: null,
  };
}
