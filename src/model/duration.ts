export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The letters that spans of time are written with. */
export const UNITS = { s: SECOND, m: MINUTE, h: HOUR, d: DAY } as const;

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
