import type { Corrections } from '../model/corrections.ts';
import { DAY } from '../model/duration.ts';
import type { ClusterSettings } from '../model/settings.ts';

/** What decides how items are braided. */
export interface BraidConfig {
  readonly cluster: ClusterSettings;
  readonly corrections: Corrections;
}

/** From when on stories are compared. */
export function remembered({ memoryDays }: ClusterSettings, now: Date): Date {
  return new Date(now.getTime() - memoryDays * DAY);
}
