import { HOUR } from '../../../model/duration.ts';
import type { Article } from '../../../model/publication.ts';

const HOURS = 24;
const STEP = 4;
const HEIGHT = 16;

/**
 * Coverage over the last day: a bar for each hour, on one scale for all entries, so that they compare. For the eye only; the
 * words beside it say the same.
 */
export function Spark({ articles, now }: { articles: readonly Article[]; now: Date }) {
  const hours = Array.from({ length: HOURS }, () => 0);
  for (const { at } of articles) {
    const hour = HOURS - 1 - Math.max(0, Math.floor((now.getTime() - at.getTime()) / HOUR));
    if (hour >= 0) hours[hour] = (hours[hour] ?? 0) + 1;
  }
  const bars = hours.flatMap((reports, hour) =>
    reports === 0
      ? []
      : [`M${hour * STEP + 2} ${HEIGHT}v-${Math.min(HEIGHT, 3 + Math.round(4 * Math.log2(reports + 1)))}`],
  );
  if (bars.length === 0) return null;
  return (
    <svg class="spark" viewBox={`0 0 ${HOURS * STEP} ${HEIGHT}`} aria-hidden="true">
      <path class="base" d={`M0 ${HEIGHT - 0.5}h${HOURS * STEP}`} />
      <path d={bars.join('')} />
    </svg>
  );
}
