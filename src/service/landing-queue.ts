import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../io/db/connect.ts';
import type { DatabaseState } from '../io/db/state.ts';
import type { Log } from '../io/log.ts';
import { messageOf } from '../model/errors.ts';
import type { Settings } from '../model/settings.ts';
import { type Landed, land } from '../pipeline/land.ts';
import type { FinishedPoll } from '../pipeline/poll.ts';

/** At most this many polls, or about this many items, share one transaction. */
const POLLS_MAX = 200;
const ITEMS_MAX = 1000;
/**
 * Waits until `POLLS_MIN` polls share a transaction, at most `GATHER_MS`, and not once no poll is under way. Sharing saves a
 * fifth of Postgres's work in a first pull. Polls without news wait less: they cost little, and hosts may wait for them.
 */
const POLLS_MIN = 100;
const GATHER_MS = 100;
const GATHER_WITHOUT_NEWS_MS = 20;
const UNSTORABLE = {
  code: 'unstorable',
  message:
    'The database refused what the feed says; the log has its reason. This is a fault of Newsbraid: please report it.',
};
/** How long finished polls wait before they are stored again, when the database could not. */
const RETRY_MS = 1000;

export interface LandingOptions {
  readonly database: Database;
  readonly log: Log;
  readonly state: DatabaseState;
  /** Whose leases end with the landing. */
  readonly worker: string;
  readonly settings: () => Settings;
  /** Whether polls are under way that will land, too. */
  readonly areMoreUnderWay: () => boolean;
  /** Once aborted, what the database cannot store is given up. */
  readonly stop: AbortSignal;
  /** Called after every transaction, with what it stored. */
  readonly onLanded?: (landed: readonly Landed[]) => void;
  /** Called after every transaction and at the end of them, also when nothing could be stored. */
  readonly onChange: () => void;
}

/** Finished polls on their way into the database, one transaction at a time: whatever finishes meanwhile shares the next. */
export class LandingQueue {
  readonly #options: LandingOptions;
  readonly #finished: FinishedPoll[] = [];
  #isLanding = false;
  #hurry = () => {};

  constructor(options: LandingOptions) {
    this.#options = options;
  }

  /** Polls that wait for their transaction. */
  get length(): number {
    return this.#finished.length;
  }

  /** As many wait as one transaction takes: the database does not keep up, or is away. */
  get isFull(): boolean {
    return this.#finished.length >= POLLS_MAX;
  }

  /** All that finished is stored, or was given up. */
  get isIdle(): boolean {
    return !this.#isLanding;
  }

  push(finished: FinishedPoll): void {
    this.#finished.push(finished);
    if (!this.#isLanding) void this.#landAll();
    if (this.#finished.length >= POLLS_MIN) this.#hurry();
  }

  /** Says that no others are under way. */
  hurry(): void {
    this.#hurry();
  }

  async #landAll(): Promise<void> {
    this.#isLanding = true;
    while (this.#finished.length > 0) {
      await this.#gather();
      await this.#land(this.#takeBatch());
      this.#options.onChange();
    }
    this.#isLanding = false;
    this.#options.onChange();
  }

  async #gather(): Promise<void> {
    if (this.#finished.length >= POLLS_MIN || !this.#options.areMoreUnderWay()) return;
    const bringsAny = this.#finished.some(({ feed }) => feed);
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#hurry = resolve;
      timer = setTimeout(resolve, bringsAny ? GATHER_MS : GATHER_WITHOUT_NEWS_MS);
    });
    clearTimeout(timer);
  }

  #takeBatch(): FinishedPoll[] {
    let items = 0;
    const count = this.#finished.findIndex(({ feed }, index) => {
      items += feed?.items.length ?? 0;
      return index >= POLLS_MAX || (index > 0 && items > ITEMS_MAX);
    });
    return this.#finished.splice(0, count === -1 ? this.#finished.length : count);
  }

  /**
   * While the database is out of order, what was polled waits for it. A poll that cannot be stored for a reason of its own must
   * not take others with it: a batch that fails is landed one by one, and the one that fails alone as a poll that failed.
   */
  async #land(batch: FinishedPoll[]): Promise<void> {
    const { database, worker, settings, state, stop, onLanded } = this.#options;
    do {
      try {
        const landed = await land(database, batch, worker, settings());
        state.worked('wrote');
        onLanded?.(landed);
        return;
      } catch (error) {
        if (!state.failed(error)) return await this.#landOneByOne(batch, error);
        await sleep(RETRY_MS, undefined, { signal: stop }).catch(() => {});
      }
    } while (!stop.aborted);
  }

  async #landOneByOne(batch: FinishedPoll[], error: unknown): Promise<void> {
    if (batch.length > 1) {
      for (const finished of batch) await this.#land([finished]);
      return;
    }
    const [finished] = batch;
    if (!finished) return;
    const reason = messageOf(error);
    this.#options.log.error({ source: finished.source.id, reason }, 'a poll could not be stored; it will be repeated');
    // Nothing is lost: the source keeps its old validators, so the same items come again. Without a failure of its own it would be due for
    // ever, before all others.
    if (finished.unreadable?.code !== UNSTORABLE.code)
      await this.#land([{ ...finished, feed: null, unreadable: UNSTORABLE }]);
  }
}
