import { DAY, HOUR, MINUTE } from '../model/duration.ts';

const PLACEHOLDER = /\{\{(rfc822|iso) -(\d+)([mhd])\}\}/g;
const UNITS: Record<string, number> = { m: MINUTE, h: HOUR, d: DAY };

/**
 * Puts real dates where a demonstration feed says `{{rfc822 -35m}}` (RSS) or `{{iso -35m}}` (Atom, JSON Feed): that long
 * before `now`, so that the feeds never grow old. Units are m, h and d; anything else is left as it stands.
 */
export function fillDates(text: string, now: Date): string {
  return text.replace(PLACEHOLDER, (_, format: string, amount: string, unit: string) => {
    const date = new Date(now.getTime() - Number(amount) * (UNITS[unit] as number));
    return format === 'iso' ? date.toISOString() : date.toUTCString();
  });
}
