import type { PollHints } from '../../model/feed.ts';
import type { FetchResult, ServerHints, Validators } from '../../model/poll.ts';
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

export interface PollError {
  readonly code: string;
  readonly message: string;
}

/** What must be known of a source before the next request to it. */
export interface SourceState {
  readonly nextPollAt: Date;
  readonly status: 'new' | 'ok' | 'failing' | 'gone';
  /** In a row. */
  readonly failures: number;
  readonly firstFailedAt: Date | null;
  readonly error: PollError | null;
  /** Of the last body that could be used, so that a broken one is asked for again. */
  readonly validators: Validators;
  readonly hints: ServerHints;
  readonly movedTo: string | null;
  readonly movedPolls: number;
  readonly itemsAWeek: number;
  readonly newestItemAt: Date | null;
  /** A host (with its port) of which nothing may be polled before `until`, whatever the source. */
  readonly hostHold: { readonly host: string; readonly until: Date } | null;
}
