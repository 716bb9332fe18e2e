/** What month names begin with, January first, in the languages that real feeds write them in. Longer beginnings win. */
const MONTH_STARTS: readonly string[] = [
  'jan ene gen',
  'feb fév fev',
  'mar mär mrz',
  'apr abr avr',
  'may mai mei maj mag',
  'jun juin giu',
  'jul juil lug',
  'aug ago aoû aou',
  'sep set',
  'oct okt out ott',
  'nov',
  'dec dez déc dic des',
];
const MONTHS = MONTH_STARTS.flatMap((starts, index) =>
  starts.split(' ').map((start) => ({ start, month: index + 1 })),
).sort((a, b) => b.start.length - a.start.length);

/** Hours east of Greenwich. RFC 822 §5.1 and the names that feeds use besides; unknown names count as GMT. */
const ZONES = new Map(
  (
    'ut:0 gmt:0 utc:0 z:0 est:-5 edt:-4 cst:-6 cdt:-5 mst:-7 mdt:-6 pst:-8 pdt:-7 akst:-9 akdt:-8 hst:-10 ast:-4 adt:-3 ' +
    'nst:-3.5 brt:-3 art:-3 clt:-4 wet:0 west:1 bst:1 cet:1 cest:2 mez:1 mesz:2 met:1 mest:2 eet:2 eest:3 sast:2 msk:3 ' +
    'msd:4 pkt:5 ist:5.5 wib:7 ict:7 hkt:8 sgt:8 pht:8 awst:8 jst:9 kst:9 acst:9.5 aest:10 aedt:11 nzst:12 nzdt:13'
  )
    .split(' ')
    .map((zone) => zone.split(':') as [string, string])
    .map(([name, hours]) => [name, Number(hours)] as const),
);

const ISO =
  /^(\d{4})-?(\d\d)(?:-?(\d\d))?(?:(?:[T\s]+|T)(\d\d?)(?::?(\d\d))?(?::?(\d\d))?(?:[.,:](\d{1,9}))?)?\s*(.*)$/i;
const RFC822 =
  /^(?:[^\s\d,]+[,.]?\s*,?\s*)?(\d{1,2})[\s\-/.]*(?:de\s+)?([^\s\d\-/.]+)[\s\-/.]*(?:de\s+)?(\d{2,4})(?:[\s,T]+(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2}))?(?:\.\d+)?)?\s*([ap]m)?\s*(.*)$/i;
const AMERICAN =
  /^(?:[^\s\d,]+[,.]?\s+)?([^\s\d,.]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(?:(\d{4}),?\s*(?:at\s+)?)?(.*)$/i;
const CLOCK = /^(\d{1,2}):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*([ap]m)?\s*(.*)$/i;

/**
 * Reads a date as feeds write it: RFC 3339 and its relatives in ISO 8601, RFC 822 with any year, day or zone name, and the
 * forms of C's asctime and of American pages. A date without a zone is UTC. Returns undefined for what is no date.
 */
export function parseDate(text: string | undefined): Date | undefined {
  const clean = text
    ?.replace(/\([^)]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (!clean || clean.length > 100) return undefined;
  return parseIso(clean) ?? parseRfc822(clean) ?? parseAmerican(clean);
}

function parseIso(text: string): Date | undefined {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const offset = offsetOf(zone ?? '');
  if (offset === undefined) return undefined;
  const ms = fraction ? Math.floor(Number(`0.${fraction}`) * 1000) : 0;
  return build(Number(year), Number(month), Number(day ?? 1), [hour, minute, second], offset, ms);
}

function parseRfc822(text: string): Date | undefined {
  const match = RFC822.exec(text);
  if (!match) return undefined;
  const [, day, monthName, year, hour, minute, second, half, zone] = match;
  const month = monthOf(monthName as string);
  const offset = offsetOf(zone ?? '') ?? 0;
  if (!month) return undefined;
  return build(fullYear(year as string), month, Number(day), [atHalf(hour, half), minute, second], offset, 0);
}

function parseAmerican(text: string): Date | undefined {
  const match = AMERICAN.exec(text);
  const month = match && monthOf(match[1] as string);
  if (!match || !month) return undefined;
  const clock = CLOCK.exec(match[4] as string);
  const rest = clock ? (clock[5] as string) : (match[4] as string);
  const year = match[3] ?? /(?:^|\s)(\d{4})$/.exec(rest)?.[1];
  if (!year) return undefined;
  const offset = offsetOf(rest.replace(/\s*\d{4}$/, '')) ?? 0;
  return build(
    Number(year),
    month,
    Number(match[2]),
    [atHalf(clock?.[1], clock?.[4]), clock?.[2], clock?.[3]],
    offset,
    0,
  );
}

function build(
  year: number,
  month: number,
  day: number,
  [hour = '0', minute = '0', second = '0']: readonly (string | undefined)[],
  offsetMs: number,
  ms: number,
): Date | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31 || Number(hour) > 24 || Number(minute) > 59) return undefined;
  const time =
    Date.UTC(year, month - 1, day, Number(hour), Number(minute), Math.min(Number(second), 60), ms) - offsetMs;
  return year < 1900 || Number.isNaN(time) ? undefined : new Date(time);
}

function monthOf(name: string): number | undefined {
  const lower = name.toLowerCase();
  if (/^\d+$/.test(lower)) return Number(lower);
  return MONTHS.find(({ start }) => lower.startsWith(start))?.month;
}

function fullYear(year: string): number {
  const number = Number(year);
  if (year.length > 2) return number;
  return number + (number < 70 ? 2000 : 1900);
}

function atHalf(hour: string | undefined, half: string | undefined): string | undefined {
  if (!hour || !half) return hour;
  const twelve = Number(hour) % 12;
  return String(/^p/i.test(half) ? twelve + 12 : twelve);
}

/** Milliseconds east of Greenwich; '' is UTC; undefined where the text is no zone. */
function offsetOf(zone: string): number | undefined {
  const text = zone.trim().toLowerCase();
  if (text === '') return 0;
  const numeric = /^(?:gmt|utc?|z)?\s*([+\-−])\s*(\d{1,2}):?(\d\d)?$/.exec(text);
  if (numeric) {
    const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
    return (numeric[1] === '+' ? 1 : -1) * minutes * 60_000;
  }
  const named = ZONES.get(text.replace(/[^a-z]+.*$/, ''));
  return named === undefined ? undefined : named * 3_600_000;
}
