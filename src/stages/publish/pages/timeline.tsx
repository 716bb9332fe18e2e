import type { Article } from '../../../model/publication.ts';
import { sayClock } from '../ages.ts';
import type { OutletCoverage } from '../coverage.ts';
import { plain } from '../safe.ts';

const WIDTH = 640;
const NAME_WIDTH = 168;
const LANE = 22;
const LANES_MAX = 24;
const TICKS = 4;

interface TimelineProps {
  readonly outlets: readonly OutletCoverage[];
  readonly from: Date;
  readonly to: Date;
}

/** Who reported when: a lane for each outlet, a dot for each article, a ring where a headline was changed. */
export function Timeline({ outlets, from, to }: TimelineProps) {
  const lanes = outlets.slice(0, LANES_MAX);
  const height = lanes.length * LANE + 26;
  const span = Math.max(60_000, to.getTime() - from.getTime());
  const x = (at: Date) =>
    Math.round(NAME_WIDTH + 8 + ((at.getTime() - from.getTime()) / span) * (WIDTH - NAME_WIDTH - 20));
  const ticks = Array.from({ length: TICKS + 1 }, (_, at) => new Date(from.getTime() + (span * at) / TICKS));
  return (
    <svg class="timeline" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-labelledby="timeline-title">
      <title id="timeline-title">{`Who reported when: ${say(lanes)}`}</title>
      {ticks.map((tick, at) => (
        <g class="tick">
          <path d={`M${x(tick)} 0V${height - 20}`} />
          <text x={x(tick)} y={height - 6} text-anchor={at === 0 ? 'start' : at === TICKS ? 'end' : 'middle'}>
            {sayClock(tick, to)}
          </text>
        </g>
      ))}
      {lanes.map(({ outlet, articles }, lane) => (
        <Lane name={outlet} articles={articles} y={lane * LANE + 12} x={x} />
      ))}
    </svg>
  );
}

interface LaneProps {
  readonly name: string;
  readonly articles: readonly Article[];
  readonly y: number;
  readonly x: (at: Date) => number;
}

function Lane({ name, articles, y, x }: LaneProps) {
  const [first] = articles;
  return (
    <g class="lane">
      <text x={NAME_WIDTH - 6} y={y + 4} text-anchor="end">
        {shorten(plain(name))}
      </text>
      {first && <path d={`M${x(first.at)} ${y}H${WIDTH - 8}`} />}
      {articles.map(({ at, editedAt, titleBefore }) => (
        <>
          <circle cx={x(at)} cy={y} r="4.5" />
          {editedAt && titleBefore && <circle class="edit" cx={x(editedAt)} cy={y} r="4" />}
        </>
      ))}
    </g>
  );
}

function say(lanes: readonly OutletCoverage[]): string {
  return lanes
    .map(({ outlet, articles: [first] }) => `${plain(outlet)} ${first?.at.toISOString().slice(11, 16)}`)
    .join(', ');
}

function shorten(name: string): string {
  const characters = [...name];
  return characters.length > 24 ? `${characters.slice(0, 23).join('')}…` : name;
}
