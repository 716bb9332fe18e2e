import type { ServerHints, Validators } from './poll.ts';

/** One entry of config/sources.yaml, defaults filled in. */
export interface SourceConfig {
  readonly url: string;
  /** null: the feed's own title. */
  readonly title: string | null;
  /** null: the registrable domain of the feed's site. */
  readonly outlet: string | null;
  readonly categories: readonly string[];
  /** null: adaptive. */
  readonly everyMs: number | null;
  readonly priority: number;
  readonly enabled: boolean;
}

/** A source that this worker has claimed: nobody else polls it until the lease ends. */
export interface ClaimedSource {
  readonly id: number;
  readonly url: string;
  readonly host: string;
  readonly title: string | null;
  readonly outlet: string | null;
  readonly siteUrl: string | null;
  readonly language: string | null;
  readonly everyMs: number | null;
  readonly validators: Validators;
  readonly hints: ServerHints;
  readonly failures: number;
  readonly firstFailedAt: Date | null;
  readonly movedTo: string | null;
  readonly movedPolls: number;
  readonly lastPollAt: Date | null;
  /** By the database's clock, as all times here. */
  readonly claimedAt: Date;
  /** How much later it was by the database's clock than by ours. */
  readonly clockAheadMs: number;
  /** How many items a week the source has brought lately; null: not known yet. */
  readonly itemsAWeek: number | null;
  /** When the newest item was published, or seen where it is undated; null: not known. */
  readonly newestItemAt: Date | null;
}
