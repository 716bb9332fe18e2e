import { z } from 'zod';
import { sayDuration, UNITS } from './duration.ts';

/** A time span as people write it (`30s`, `15m`, `6h`, `1d`); milliseconds once read. */
export const duration = z
  .string()
  .regex(/^\d+(\.\d+)?[smhd]$/, 'expected a time span such as 30s, 15m, 6h or 1d')
  .transform((text) => Math.round(Number.parseFloat(text) * UNITS[text.slice(-1) as keyof typeof UNITS]));

/** The same, within limits; in milliseconds, both included. */
export function durationBetween(min: number, max: number) {
  return duration.refine((ms) => ms >= min && ms <= max, `expected from ${sayDuration(min)} to ${sayDuration(max)}`);
}
