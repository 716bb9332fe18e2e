import { DAY, HOUR, MINUTE } from '../../model/duration.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** `just now`, `35 min ago`, `6 h ago`, `3 days ago`, then the date. */
export function sayAge(at: Date, now: Date): string {
  const age = now.getTime() - at.getTime();
  if (age < 2 * MINUTE) return 'just now';
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`;
  if (age < DAY) return `${Math.floor(age / HOUR)} h ago`;
  if (age < 7 * DAY) return age < 2 * DAY ? 'yesterday' : `${Math.floor(age / DAY)} days ago`;
  return sayDay(at);
}

/** `4 Mar 2025`, in UTC as all times here. */
function sayDay(at: Date): string {
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
}

/** `Tuesday, 4 Mar 2025`. */
export function sayLongDay(at: Date): string {
  return `${DAYS[at.getUTCDay()]}, ${sayDay(at)}`;
}

/** `14:05` within a day of `now`, `3 Mar 14:05` before. */
export function sayClock(at: Date, now: Date): string {
  const clock = at.toISOString().slice(11, 16);
  const isNear = Math.abs(now.getTime() - at.getTime()) < 18 * HOUR && at.getUTCDate() === now.getUTCDate();
  return isNear ? clock : `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${clock}`;
}

/** `2025-01-31 06:05 UTC`: short, unambiguous, the same in every language. */
export function sayMinute(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
