import { DAY, SECOND } from '../../model/duration.ts';
import type { Validators } from '../../model/poll.ts';

/** Header fields as undici gives them: names in lower case, one character for each byte. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** A field's first value; null when it is missing or empty. */
export function fieldOf(headers: Headers, name: string): string | null {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) || null;
}

/** Whether a text can be sent as a field's value (RFC 9110 §5.5). */
export function isFieldValue(text: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(text);
}

/**
 * How much longer an answer is fresh (RFC 9111 §4.2.1: `max-age`, else `Expires` − `Date`, less `Age`), in ms.
 * 0: not at all. null: the server does not say.
 */
export function readFreshness(headers: Headers): number | null {
  const control = listOf(headers, 'cache-control').toLowerCase();
  if (/(^|[\s,])no-(cache|store)\b/.test(control)) return 0;
  const age = readSeconds(fieldOf(headers, 'age')) ?? 0;
  const maxAge = readSeconds(/(?:^|[\s,])max-age\s*=\s*"?(\d+)/.exec(control)?.[1] ?? null);
  if (maxAge !== null) return Math.max(0, maxAge - age);
  const expires = fieldOf(headers, 'expires');
  const date = readDate(fieldOf(headers, 'date'));
  if (expires === null || date === null) return null;
  // RFC 9111 §5.3: an invalid date, "0" above all, lies in the past.
  return Math.max(0, (readDate(expires) ?? date) - date - age);
}

/** `Retry-After` (RFC 9110 §10.2.3), seconds or a date, in ms from the answer on; null: missing or unreadable. */
export function readRetryAfter(headers: Headers, now: number): number | null {
  const text = fieldOf(headers, 'retry-after')?.trim() ?? '';
  const seconds = readSeconds(text);
  if (seconds !== null) return seconds;
  const date = readDate(text);
  // The server's own clock, so that a wrong one does no harm.
  return date === null ? null : Math.max(0, date - (readDate(fieldOf(headers, 'date')) ?? now));
}

/** The validators of an answer, byte for byte; `bodyHash` is that of the body they belong to. */
export function readValidators(headers: Headers, bodyHash: string | null): Validators {
  return { etag: fieldOf(headers, 'etag'), lastModified: fieldOf(headers, 'last-modified'), bodyHash };
}

/** Where a redirect leads, as text; servers send UTF-8 where only ASCII is allowed. */
export function readLocation(headers: Headers): string | null {
  const location = fieldOf(headers, 'location');
  if (location === null) return null;
  const bytes = Buffer.from(location, 'latin1');
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? location : text;
}

function listOf(headers: Headers, name: string): string {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : (value ?? '');
}

/** Whole seconds as ms; a number beyond any use is cut, so that sums stay exact. */
function readSeconds(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text.trim()) ? Math.min(Number(text) * SECOND, 3650 * DAY) : null;
}

function readDate(text: string | null): number | null {
  // Bare numbers would be read as years.
  const time = text && /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}
