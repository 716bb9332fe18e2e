/** Before this, no feed could be written: such a date is a template's zero (RSS 0.90 is of March 1999; archives go back). */
const EARLIEST = Date.UTC(1971, 0, 1);

/** The date, or null where it is missing, a zero, or later than `now`. */
export function dateBy(date: Date | undefined, now: Date): Date | null {
  return date && date <= now && date.getTime() >= EARLIEST ? date : null;
}
