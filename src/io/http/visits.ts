import { DAY, MINUTE, SECOND } from '../../model/duration.ts';

/** When a visitor was here before, and the cookie that remembers this time. No login, no id: two times are all it holds. */
export interface Visit {
  /** End of the visit before this one; null: not known. */
  readonly last: Date | null;
  /** Value of Set-Cookie; null: the cookie can stay as it is. */
  readonly cookie: string | null;
}

/** A visit is over after this long without a page. */
const VISIT_MS = 30 * MINUTE;
const NAME = 'visit';
const FORM = /(?:^|;\s*)visit=([\da-z]{1,8})\.([\da-z]{1,8})(?:;|$)/;

/**
 * Reads the cookie: the end of the last visit, and the latest page of this one, in seconds. During a visit the mark stays, so
 * that what is new does not stop being new by a look at another page.
 */
export function readVisit(header: string | undefined, path: string, now: Date): Visit {
  const found = FORM.exec(header ?? '');
  const [before, latest] = found ? [fromText(found[1]), fromText(found[2])] : [0, 0];
  const isPlausible = latest > 0 && latest <= now.getTime() + MINUTE && before <= latest;
  if (!isPlausible) return { last: null, cookie: write(0, now.getTime(), path) };
  const isOver = now.getTime() - latest > VISIT_MS;
  const mark = isOver ? latest : before;
  const cookie = now.getTime() - latest >= MINUTE ? write(mark, now.getTime(), path) : null;
  return { last: mark > 0 ? new Date(mark) : null, cookie };
}

function fromText(text: string | undefined): number {
  return Number.parseInt(text ?? '0', 36) * SECOND;
}

function write(before: number, latest: number, path: string): string {
  const value = [before, latest].map((time) => Math.floor(time / SECOND).toString(36)).join('.');
  return `${NAME}=${value}; Path=${path || '/'}; Max-Age=${(90 * DAY) / SECOND}; SameSite=Lax; HttpOnly`;
}
