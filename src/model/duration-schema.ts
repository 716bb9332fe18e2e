import { z } from 'zod';
import { sayDuration, UNITS } from './duration.ts';

const EXPECTED = 'expected a time span such as 30s, 15m, 6h or 1d';

/** A time span as people write it (`30s`, `15m`, `6h`, `1d`); milliseconds once read. */
const duration = z
  .string(EXPECTED)
  .regex(/^\d+(\.\d+)?[smhd]$/, EXPECTED)
  .transform((text) => Math.round(Number.parseFloat(text) * UNITS[text.slice(-1) as keyof typeof UNITS]));

/** The same, within limits; in milliseconds, both included. */
export function durationBetween(min: number, max: number) {
  return duration.refine((ms) => ms >= min && ms <= max, `expected from ${sayDuration(min)} to ${sayDuration(max)}`);
}
