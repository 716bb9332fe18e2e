import type { FetchResult } from '../../model/poll.ts';
import type { ClaimedSource } from '../../model/source.ts';

/** A permanent redirect counts once it was seen on so many polls in a row; every so often it is looked at again. */
const MOVED_AFTER = 3;
const MOVED_CHECK = 50;

export type Move = Pick<ClaimedSource, 'movedTo' | 'movedPolls'>;

/** Where to poll a source that has moved for good; null: at its own address. */
export function movedAddress({ movedTo, movedPolls }: Move): string | null {
  return movedPolls >= MOVED_AFTER && movedPolls % MOVED_CHECK !== 0 ? movedTo : null;
}

/**
 * The move as known after a poll that brought a usable answer or not. A moved source whose new address fails is asked
 * at its own address again, where the redirect, if it still stands, is believed again after a few polls.
 */
export function nextMove({ movedTo, movedPolls }: Move, { permanentUrl }: FetchResult, good: boolean): Move {
  const polledMoved = movedAddress({ movedTo, movedPolls }) !== null;
  if (!good) return { movedTo, movedPolls: polledMoved ? 1 : movedPolls };
  const seen = permanentUrl ?? (polledMoved ? movedTo : null);
  if (seen === null) return { movedTo: null, movedPolls: 0 };
  return { movedTo: seen, movedPolls: seen === movedTo ? movedPolls + 1 : 1 };
}
