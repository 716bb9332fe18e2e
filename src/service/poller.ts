import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../io/db/connect.ts';
import { claimSources, countWaiting, releaseSources } from '../io/db/sources.ts';
import type { DatabaseState } from '../io/db/state.ts';
import type { Log } from '../io/log.ts';
import type { Closable, Renewable } from '../io/renewable.ts';
import { messageOf } from '../model/errors.ts';
import type { Settings } from '../model/settings.ts';
import type { ClaimedSource } from '../model/source.ts';
import { type FinishedPoll, type Landed, land, type PollTools, poll } from '../pipeline.ts';

/** At most this many polls, or about this many items, share one transaction. */
const LAND_POLLS_MAX = 200;
const LAND_ITEMS_MAX = 1000;
/** How long finished polls wait before they are stored again, when the database could not. */
const RETRY_MS = 1000;

export interface PollerEvents {
  /** Called after every transaction, with what it stored. */
  readonly onLanded?: (landed: readonly Landed[]) => void;
}

/**
 * Polls due sources, many at a time, and stores the results in as few transactions as there are: whatever finished while one
 * is under way shares the next. Any number of pollers in any number of processes share one database.
 */
export class Poller {
  readonly #database: Database;
  readonly #tools: Renewable<PollTools & Closable>;
  readonly #log: Log;
  readonly #state: DatabaseState;
  readonly #events: PollerEvents;
  readonly #name: string;
  readonly #stop = new AbortController();
  readonly #finished: FinishedPoll[] = [];
  readonly #queue: ClaimedSource[] = [];
  #draining: Promise<void> | null = null;
  #inFlight = 0;
  #landing: Promise<void> | null = null;
  #tickedAt: Date | null = null;
  #changed: () => void = () => {};

  /** Settings are those of the tools; `tools` may be renewed at any time. */
  constructor(
    database: Database,
    tools: Renewable<PollTools & Closable>,
    log: Log,
    state: DatabaseState,
    name: string,
    events: PollerEvents = {},
  ) {
    this.#database = database;
    this.#tools = tools;
    this.#log = log;
    this.#state = state;
    this.#name = name;
    this.#events = events;
    // Every request under way listens to it.
    setMaxListeners(0, this.#stop.signal);
  }

  /** When it last went round its loop, the database answering; null: not yet. */
  get tickedAt(): Date | null {
    return this.#tickedAt;
  }

  /** Sources that are claimed, being polled, or polled and not stored yet. */
  get load(): { readonly claimed: number; readonly polling: number; readonly unstored: number } {
    return { claimed: this.#queue.length, polling: this.#inFlight, unstored: this.#finished.length };
  }

  /** Polls whatever is due, unless that is under way already. */
  wake(): void {
    this.#draining ??= this.drain()
      .catch((error) => {
        if (this.#state.failed(error)) return;
        this.#log.error({ reason: messageOf(error) }, 'polling failed; it will be tried again');
      })
      .finally(() => {
        this.#draining = null;
      });
  }

  /**
   * Polls every due source and resolves when none is left. `since`: every source that was not polled since that moment is due,
   * whatever the schedule says.
   */
  async drain(since: Date | null = null): Promise<void> {
    let exhausted = false;
    while (!this.#stop.signal.aborted) {
      const { concurrency, hostPauseMs } = this.#settings.fetch;
      // What cannot be stored now is kept, so there must be an end to it.
      const room = this.#finished.length < LAND_POLLS_MAX;
      if (room && !exhausted && this.#queue.length < concurrency / 2) {
        const claimed = await this.#claim(concurrency, since);
        this.#queue.push(...claimed);
        exhausted = claimed.length === 0;
      }
      this.#tickedAt = new Date();
      while (this.#inFlight < concurrency && this.#queue.length > 0) this.#begin(this.#queue.shift() as ClaimedSource);
      if (this.#busy()) {
        await this.#change();
        // Whatever ended may have freed its host for another source.
        if (this.#queue.length === 0) exhausted = false;
      } else if (exhausted) {
        if ((await countWaiting(this.#database, since)) === 0) return;
        await this.#sleep(hostPauseMs / 4 + 20);
        exhausted = false;
      }
    }
  }

  /** Breaks off what is being fetched, stores what is finished, gives back what is claimed. */
  async close(): Promise<void> {
    this.#stop.abort();
    while (this.#busy()) await this.#change();
    await releaseSources(this.#database, this.#name).catch(() => {});
  }

  get #settings(): Settings {
    return this.#tools.current.settings;
  }

  #busy(): boolean {
    return this.#inFlight > 0 || this.#finished.length > 0 || this.#landing !== null;
  }

  async #claim(limit: number, since: Date | null): Promise<ClaimedSource[]> {
    const { fetch, schedule } = this.#settings;
    const claimed = await claimSources(this.#database, {
      worker: this.#name,
      limit,
      leaseMs: schedule.lease,
      requestsPerHost: fetch.requestsPerHost,
      hostPauseMs: fetch.hostPauseMs,
      dueIfNotPolledSince: since,
    });
    this.#state.worked('read');
    return claimed;
  }

  async #begin(source: ClaimedSource): Promise<void> {
    this.#inFlight++;
    try {
      const finished = await this.#tools.use((tools) => poll(source, tools, this.#stop.signal));
      if (!this.#stop.signal.aborted) this.#finished.push(finished);
    } catch (error) {
      this.#log.error({ source: source.id, reason: messageOf(error) }, 'a poll broke');
    } finally {
      this.#inFlight--;
      this.#land();
      this.#changed();
    }
  }

  #land(): void {
    if (this.#landing || this.#finished.length === 0) return;
    this.#landing = this.#landBatch(this.#takeBatch()).finally(() => {
      this.#landing = null;
      this.#land();
      this.#changed();
    });
  }

  #takeBatch(): FinishedPoll[] {
    let items = 0;
    const count = this.#finished.findIndex(({ feed }, index) => {
      items += feed?.items.length ?? 0;
      return index >= LAND_POLLS_MAX || (index > 0 && items > LAND_ITEMS_MAX);
    });
    return this.#finished.splice(0, count === -1 ? this.#finished.length : count);
  }

  /**
   * While the database is out of order, what was polled waits for it. A poll that cannot be stored for a reason of its own must
   * not take others with it: a batch that fails is landed one by one.
   */
  async #landBatch(batch: FinishedPoll[]): Promise<void> {
    do {
      try {
        const landed = await land(this.#database, batch, this.#name, this.#settings);
        this.#state.worked('wrote');
        this.#events.onLanded?.(landed);
        return;
      } catch (error) {
        if (!this.#state.failed(error)) return await this.#landOneByOne(batch, error);
        await this.#sleep(RETRY_MS);
      }
    } while (!this.#stop.signal.aborted);
  }

  async #landOneByOne(batch: FinishedPoll[], error: unknown): Promise<void> {
    if (batch.length > 1) {
      for (const finished of batch) await this.#landBatch([finished]);
      return;
    }
    // Nothing is lost: the source keeps its old validators, so the same items come again when the lease has ended.
    this.#log.error(
      { source: batch[0]?.source.id, reason: messageOf(error) },
      'a poll could not be stored; it will be repeated',
    );
  }

  /** Ends early when the poller stops. */
  async #sleep(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => {});
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = resolve;
    });
  }
}
