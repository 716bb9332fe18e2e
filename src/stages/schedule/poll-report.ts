import type { PollHints } from '../../model/feed.ts';
import type { FetchResult, PollError } from '../../model/poll.ts';
import type { ClaimedSource } from '../../model/source.ts';

/** What one visit to a source brought. */
export interface PollReport {
  readonly source: ClaimedSource;
  readonly fetched: FetchResult;
  /** The parsed feed and when its new items were published (null: undated). null: nothing was parsed. */
  readonly feed: { readonly hints: PollHints; readonly newItems: readonly (Date | null)[] } | null;
  /** Why a body that did arrive could not be used; null: it could, or there was none. */
  readonly error: PollError | null;
}
