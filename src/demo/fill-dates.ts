import { UNITS } from '../model/duration.ts';

const PLACEHOLDER = /\{\{(rfc822|iso) -(\d+)([mhd])\}\}/g;

/**
 * Puts real dates where a demonstration feed says `{{rfc822 -35m}}` (RSS) or `{{iso -35m}}` (Atom, JSON Feed): that long
 * before `now`, so that the feeds never grow old. Units are m, h and d; anything else is left as it stands.
 */
export function fillDates(text: string, now: Date): string {
  return text.replace(PLACEHOLDER, (_, format: string, amount: string, unit: string) => {
    const date = new Date(now.getTime() - Number(amount) * UNITS[unit as keyof typeof UNITS]);
    return format === 'iso' ? date.toISOString() : date.toUTCString();
  });
}
