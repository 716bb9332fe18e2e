import type { PollMark } from '../../../model/publication.ts';

const STEP = 6;
const HEIGHT = 20;
const SHOWN = 30;

/** The last polls, oldest first: height says how much was new, colour and shape whether it failed. For the eye only. */
export function PollStrip({ polls }: { polls: readonly PollMark[] }) {
  const shown = polls.slice(-SHOWN);
  const x = (at: number) => (SHOWN - shown.length + at) * STEP + STEP / 2;
  const draw = (outcomes: readonly PollMark['outcome'][], height: (poll: PollMark) => number) =>
    shown
      .flatMap((poll, at) => (outcomes.includes(poll.outcome) ? [`M${x(at)} ${HEIGHT}v-${height(poll)}`] : []))
      .join('');
  const crosses = shown.flatMap(({ outcome }, at) =>
    outcome === 'failed' || outcome === 'gone' ? [`M${x(at) - 2} ${HEIGHT - 8}l4 4m0-4l-4 4`] : [],
  );
  return (
    <svg class="strip" viewBox={`0 0 ${SHOWN * STEP} ${HEIGHT}`} aria-hidden="true">
      <path class="quiet" d={draw(['unchanged', 'not-modified'], () => 3)} />
      <path
        class="news"
        d={draw(['new'], ({ itemsNew }) => Math.min(HEIGHT, 5 + Math.round(3 * Math.log2(itemsNew + 1))))}
      />
      <path class="bad" d={crosses.join('')} />
    </svg>
  );
}
