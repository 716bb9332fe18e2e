import { z } from 'zod';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const UNITS = { s: SECOND, m: MINUTE, h: HOUR, d: DAY } as const;

/** A time span as people write it (`30s`, `15m`, `6h`, `1d`); milliseconds once read. */
export const duration = z
  .string()
  .regex(/^\d+(\.\d+)?[smhd]$/, 'expected a time span such as 30s, 15m, 6h or 1d')
  .transform((text) => Math.round(Number.parseFloat(text) * UNITS[text.slice(-1) as keyof typeof UNITS]));

/** The same, within limits; in milliseconds, both included. */
export function durationBetween(min: number, max: number) {
  return duration.refine((ms) => ms >= min && ms <= max, `expected from ${sayDuration(min)} to ${sayDuration(max)}`);
}

/** Says a span in its two largest units: `2d 4h`, `15m`, `8s`. */
export function sayDuration(ms: number): string {
  const parts: string[] = [];
  let rest = Math.max(0, Math.round(ms / SECOND)) * SECOND;
  for (const [unit, size] of Object.entries(UNITS).reverse()) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count}${unit}`);
    rest -= count * size;
  }
  return parts.slice(0, 2).join(' ') || '0s';
}
