import type { Article } from '../../../model/publication.ts';
import { sayClock } from '../ages.ts';
import type { OutletCoverage } from '../coverage.ts';
import { plain } from '../safe.ts';
import type { PageContext } from './layout.tsx';

const WIDTH = 1000;
const MIDDLE = 10;
const LANES_MAX = 30;
const TICKS = [0, 0.25, 0.5, 0.75, 1];

interface TimelineProps {
  readonly outlets: readonly OutletCoverage[];
  readonly from: Date;
  readonly to: Date;
  readonly context: PageContext;
}

/**
 * Who reported when: a lane for each outlet, a dot for each article, a ring where a headline was changed. Names and hours are
 * text beside the lanes, so that they keep their size on a phone and are read aloud; the lanes stretch to any width.
 */
export function Timeline({ outlets, from, to, context: { now } }: TimelineProps) {
  const span = Math.max(60_000, to.getTime() - from.getTime());
  const x = (at: Date) => Math.round(12 + Math.min(1, (at.getTime() - from.getTime()) / span) * (WIDTH - 24));
  const lanes = outlets.slice(0, LANES_MAX);
  return (
    <div class="timeline">
      <ol>
        {lanes.map(({ outlet, articles }) => (
          <li>
            <bdi class="who">{plain(outlet)}</bdi>
            <Lane articles={articles} x={x} />
            <span class="visually-hidden">{articles.map(({ at }) => sayClock(at, now)).join(', ')}</span>
          </li>
        ))}
      </ol>
      {outlets.length > lanes.length && <p class="meta">and {outlets.length - lanes.length} more, below</p>}
      <p class="hours" aria-hidden="true">
        {TICKS.map((part) => (
          <span>{sayClock(new Date(from.getTime() + span * part), to)}</span>
        ))}
      </p>
    </div>
  );
}

/** Dots are lines of no length with round ends: unlike circles they stay round when the lane is stretched. */
function Lane({ articles, x }: { articles: readonly Article[]; x: (at: Date) => number }) {
  const dots = articles.map(({ at }) => `M${x(at)} ${MIDDLE}h0`).join('');
  const edits = articles.flatMap(({ editedAt, titleBefore }) =>
    editedAt && titleBefore ? [`M${x(editedAt)} ${MIDDLE}h0`] : [],
  );
  const [first] = articles;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${2 * MIDDLE}`} preserveAspectRatio="none" aria-hidden="true">
      {first && <path class="line" d={`M${x(first.at)} ${MIDDLE}H${WIDTH}`} />}
      {edits.length > 0 && <path class="ring" d={edits.join('')} />}
      {edits.length > 0 && <path class="hole" d={edits.join('')} />}
      <path class="dot" d={dots} />
    </svg>
  );
}
