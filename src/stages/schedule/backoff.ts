import { DAY, HOUR } from '../../model/duration.ts';
import type { FetchResult, SourceState } from '../../model/poll.ts';
import type { ScheduleSettings } from '../../model/settings.ts';
import { HINT_MAX } from './interval.ts';
import type { PolledAddress } from './move.ts';

/** What often passes by itself, beside 5xx. All else is for a person to mend. */
const PASSING = new Set([
  ...['connect_failed', 'connect_refused', 'connect_timeout', 'connection_lost', 'dns_failed', 'dns_not_found'],
  ...['first_byte_timeout', 'tls_failed', 'total_timeout', 'truncated'],
]);

/** A page that is not found for so long, on so many polls, will not come back. */
const MISSING_FOR = 30 * DAY;
const MISSING_POLLS = 10;

/** A host that finds us too frequent without naming a time is left alone for at most this long. */
const HOLD_UNASKED_MAX = HOUR;

/**
 * How long to wait after the nth failure in a row, in ms. What passes is tried again after `schedule.min`, what a person
 * must mend after the source's usual interval; both double with each failure, up to `schedule.max`.
 */
export function backoff(fetched: FetchResult, failures: number, usual: number, settings: ScheduleSettings): number {
  const passes = fetched.kind === 'failed' && ((fetched.httpStatus ?? 0) >= 500 || PASSING.has(fetched.code));
  const first = passes ? Math.min(settings.min, usual) : usual;
  return Math.min(first * 2 ** Math.min(failures - 1, 30), Math.max(settings.max, usual));
}

/**
 * Whether to stop asking: 410 is the publisher's word; a 404 counts after a month. Of a source that has moved, the address that it
 * left ends nothing, and at the new one a 410 counts like a 404, because the other is asked meanwhile.
 */
export function isGone(fetched: FetchResult, failures: number, failingForMs: number, address: PolledAddress): boolean {
  if (fetched.kind !== 'failed' || address === 'left') return false;
  if (fetched.gone && address === 'only') return true;
  const missing = fetched.gone || fetched.httpStatus === 404;
  return missing && failures >= MISSING_POLLS && failingForMs >= MISSING_FOR;
}

/** How long `Retry-After` keeps us away, in ms; at most a day. */
export function askedToWait(fetched: FetchResult): number {
  return fetched.kind === 'failed' ? Math.min(fetched.retryAfterMs ?? 0, HINT_MAX) : 0;
}

/** Who sent the last answer; null: nobody did. */
export function answeringHost({ httpStatus, finalUrl }: FetchResult): string | null {
  return httpStatus === null ? null : new URL(finalUrl).host;
}

/**
 * The host that is to be left alone, with all sources that it answers: for as long as its 429 or 503 asks, or after a 429 that asks
 * for nothing, for as long as the source waits, at most an hour.
 */
export function hostHold(fetched: FetchResult, waitMs: number, now: Date): SourceState['hostHold'] {
  if (fetched.kind !== 'failed') return null;
  const { httpStatus, retryAfterMs, finalUrl } = fetched;
  if (httpStatus !== 429 && httpStatus !== 503) return null;
  const unasked = httpStatus === 429 ? Math.min(waitMs, HOLD_UNASKED_MAX) : 0;
  const hold = retryAfterMs === null ? unasked : askedToWait(fetched);
  return hold > 0 ? { host: new URL(finalUrl).host, until: new Date(now.getTime() + hold) } : null;
}
