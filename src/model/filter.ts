import { UNITS } from './duration.ts';
import { UsageError } from './errors.ts';

export const GROUPS = ['cluster', 'story', 'item'] as const;
export type Group = (typeof GROUPS)[number];

/** Where a page of a feed ends and the next begins. */
export interface Cursor {
  /** Microseconds since 1970: Postgres's precision, which a Date would lose, and an entry with it. */
  readonly micros: number;
  readonly id: number;
}

/** What of the publication a reader asked for. Lists are alternatives; different filters must all hold. */
export interface Filter {
  readonly group: Group;
  readonly category: readonly string[];
  readonly outlet: readonly string[];
  readonly source: readonly string[];
  readonly language: readonly string[];
  readonly q: string | null;
  readonly minOutlets: number;
  /** A moment (ISO 8601) or a span before now such as `24h`, as written. */
  readonly since: string | null;
  readonly limit: number | null;
  /** The page of a feed that starts below this entry. */
  readonly before: Cursor | null;
}

export const everything: Filter = {
  group: 'cluster',
  category: [],
  outlet: [],
  source: [],
  language: [],
  q: null,
  minOutlets: 1,
  since: null,
  limit: null,
  before: null,
};

/** Largest `limit`: a document of 1,000 entries is about 2 MB. */
export const LIMIT_MAX = 1000;
const Q_LENGTH_MAX = 200;
const ALTERNATIVES_MAX = 20;
const NAMES = Object.keys(everything);

/**
 * Reads a query string. Throws a UsageError `bad_filter` that names every wrong value and says what is allowed; an unknown
 * name is an error too, because a misspelt filter would silently return everything. `utm_*` and the like are ignored.
 */
export function parseFilter(params: URLSearchParams): Filter {
  const mistakes: string[] = [];
  const wrong = <T>(name: string, expected: string, instead: T): T => {
    mistakes.push(`${name}: expected ${expected}, got “${params.get(name)?.slice(0, 80)}”`);
    return instead;
  };
  for (const name of new Set(params.keys())) {
    if (!NAMES.includes(name) && !/^(utm_|fbclid$|gclid$)/.test(name)) {
      mistakes.push(`${name.slice(0, 40)}: no such filter; there are ${NAMES.join(', ')}`);
    }
  }
  const list = (name: string): string[] => {
    const values = params.getAll(name).map((value) => clean(value));
    if (values.length > ALTERNATIVES_MAX) wrong(name, `at most ${ALTERNATIVES_MAX} alternatives`, null);
    if (values.some(({ length }) => length > Q_LENGTH_MAX)) wrong(name, `at most ${Q_LENGTH_MAX} characters`, null);
    return [...new Set(values.filter((value) => value !== ''))].sort();
  };
  const one = (name: string): string => {
    const values = [...new Set(params.getAll(name))].filter((value) => value !== '');
    if (values.length > 1) {
      const [first, second] = values.map((value) => value.slice(0, 80));
      mistakes.push(`${name}: expected one value, got “${first}” and “${second}”`);
    }
    return values[0] ?? '';
  };
  const whole = (name: string, max: number): number | null => {
    const text = one(name);
    if (text === '') return null;
    const value = Number(text);
    const fits = /^\d{1,6}$/.test(text) && value >= 1 && value <= max;
    return fits ? value : wrong(name, `a whole number from 1 to ${max}`, null);
  };
  const group = one('group') || 'cluster';
  const q = clean(one('q'));
  const since = clean(one('since'));
  const before = one('before');
  const filter: Filter = {
    group: GROUPS.find((name) => name === group) ?? wrong('group', GROUPS.join(', '), 'cluster' as const),
    category: list('category'),
    outlet: list('outlet'),
    source: list('source'),
    language: list('language').map((tag) =>
      /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag)
        ? tag.toLowerCase()
        : wrong('language', 'a tag such as en or pt-br', tag),
    ),
    q: q === '' ? null : q.length <= Q_LENGTH_MAX ? q : wrong('q', `at most ${Q_LENGTH_MAX} characters`, null),
    minOutlets: whole('minOutlets', 1000) ?? 1,
    since: since === '' || isMoment(since) ? since || null : wrong('since', SINCE_FORM, null),
    limit: whole('limit', LIMIT_MAX),
    before: before === '' ? null : (parseCursor(before) ?? wrong('before', 'an address from a “next” link', null)),
  };
  if (mistakes.length > 0) throw new UsageError('bad_filter', mistakes.join('; '));
  return filter;
}

const SINCE_FORM = 'a date such as 2025-01-31, a time such as 2025-01-31T06:00:00Z, or a span such as 6h or 7d';

function isMoment(text: string): boolean {
  return !Number.isNaN(sinceMoment(text, 0).getTime());
}

/** The moment that a `since` names, at `now` (milliseconds); an invalid date where it names none. */
export function sinceMoment(since: string, now: number): Date {
  const span = /^(\d{1,6})([smhd])$/.exec(since);
  if (span) return new Date(now - Number(span[1]) * UNITS[span[2] as keyof typeof UNITS]);
  const [year, month, day] = since.split(/[-T]/, 3).map(Number) as [number, number, number];
  // JavaScript takes the 31st of February for the 3rd of March.
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return new Date(Number.NaN);
  return new Date(
    /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d))?$/.test(since) ? since : Number.NaN,
  );
}

/** The query string of a filter: equal for equal filters, empty for everything. */
export function filterQuery(filter: Filter): string {
  const params = new URLSearchParams();
  if (filter.group !== 'cluster') params.set('group', filter.group);
  for (const name of ['category', 'outlet', 'source', 'language'] as const) {
    for (const value of filter[name]) params.append(name, value);
  }
  if (filter.q !== null) params.set('q', filter.q);
  if (filter.minOutlets > 1) params.set('minOutlets', String(filter.minOutlets));
  if (filter.since !== null) params.set('since', filter.since);
  if (filter.limit !== null) params.set('limit', String(filter.limit));
  if (filter.before !== null) params.set('before', sayCursor(filter.before));
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** Whether two requests for this filter at different times may differ although nothing was published in between. */
export function movesWithTime(filter: Filter): boolean {
  return filter.since !== null && /[smhd]$/.test(filter.since);
}

function sayCursor({ micros, id }: Cursor): string {
  return `${micros}-${id}`;
}

function parseCursor(text: string): Cursor | null {
  const parts = /^(\d{1,16})-(\d{1,15})$/.exec(text);
  return parts ? { micros: Number(parts[1]), id: Number(parts[2]) } : null;
}

/** One line of text: Unicode composed, control characters gone, white space single. */
function clean(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}
