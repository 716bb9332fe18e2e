import type { FetchResult } from '../../model/poll.ts';
import type { ClaimedSource } from '../../model/source.ts';

/** A permanent redirect counts once it was seen on so many polls in a row; every so often it is looked at again. */
const MOVED_AFTER = 3;
const MOVED_CHECK = 50;

export type Move = Pick<ClaimedSource, 'movedTo' | 'movedPolls'>;

/** Where to poll a source that has moved for good; null: at its own address. */
export function movedAddress(move: Move): string | null {
  return hasMoved(move) && move.movedPolls % MOVED_CHECK !== 0 ? move.movedTo : null;
}

/** Which of its addresses a source is polled at: the only one it has; of one that has moved, the new one or the one it left. */
export type PolledAddress = 'only' | 'new' | 'left';

export function polledAddress(move: Move): PolledAddress {
  if (!hasMoved(move)) return 'only';
  return movedAddress(move) === null ? 'left' : 'new';
}

function hasMoved({ movedPolls }: Move): boolean {
  return movedPolls >= MOVED_AFTER;
}

/**
 * The move as known after a poll that brought a usable answer or not. Where the new address fails, or leads on to another, the
 * one that was left is looked at next. A look that fails ends nothing: the new one is asked again, so that whichever works is found.
 */
export function nextMove(move: Move, { permanentUrl }: FetchResult, good: boolean): Move {
  const { movedTo, movedPolls } = move;
  const polled = polledAddress(move);
  if (!good) {
    if (polled === 'only') return { movedTo, movedPolls };
    return { movedTo, movedPolls: polled === 'new' ? MOVED_CHECK : movedPolls + 1 };
  }
  const seen = permanentUrl ?? (polled === 'new' ? movedTo : null);
  if (seen === null) return { movedTo: null, movedPolls: 0 };
  if (seen === movedTo) return { movedTo, movedPolls: movedPolls + 1 };
  return { movedTo: seen, movedPolls: polled === 'new' ? MOVED_CHECK : 1 };
}
