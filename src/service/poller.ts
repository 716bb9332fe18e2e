import { EventEmitter, once, setMaxListeners } from 'node:events';
import { claimSources, isAnyWaiting, releaseSources } from '../io/db/claim.ts';
import type { Database } from '../io/db/connect.ts';
import type { DatabaseState } from '../io/db/state.ts';
import type { Log } from '../io/log.ts';
import type { Closable, Renewable } from '../io/renewable.ts';
import { messageOf } from '../model/errors.ts';
import type { Settings } from '../model/settings.ts';
import type { ClaimedSource } from '../model/source.ts';
import type { Landed } from '../pipeline/land.ts';
import { type PollTools, poll } from '../pipeline/poll.ts';
import { LandingQueue } from './landing-queue.ts';
import { LOOK_AGAIN_MS, SourceQueue } from './source-queue.ts';

/** Sources claimed at once, for each request at a time: a claim of 64 takes Postgres 1.7 ms, one of 128 takes 2.2. */
const CLAIMS = 2;

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
  readonly #name: string;
  readonly #stop = new AbortController();
  readonly #landings: LandingQueue;
  readonly #queue: SourceQueue;
  /** Says `change` whenever a poll or a landing ends, to all who wait. */
  readonly #changes = new EventEmitter();
  #draining: Promise<void> | null = null;
  #inFlight = 0;
  #tickedAt: Date | null = null;

  /** Settings are those of the tools; `tools` may be renewed at any time. */
  constructor(
    database: Database,
    tools: Renewable<PollTools & Closable>,
    log: Log,
    state: DatabaseState,
    name: string,
    { onLanded }: PollerEvents = {},
  ) {
    this.#database = database;
    this.#tools = tools;
    this.#log = log;
    this.#state = state;
    this.#name = name;
    const stop = this.#stop.signal;
    this.#landings = new LandingQueue({
      ...{ database, log, state, worker: name, stop, onLanded },
      settings: () => this.#settings,
      areMoreUnderWay: () => this.#areMoreUnderWay,
      onChange: () => {
        // Hosts of what landed are free after their pause.
        this.#queue.lookWithin(this.#settings.fetch.hostPauseMs);
        this.#changed();
      },
    });
    this.#queue = new SourceQueue(
      (limit, leaseMs, since) => this.#claim(limit, leaseMs, since),
      () => this.#changed(),
    );
    // Every request under way listens to it.
    setMaxListeners(0, stop);
  }

  /** When it last went round its loop, the database answering; null: not yet. */
  get tickedAt(): Date | null {
    return this.#tickedAt;
  }

  /** Sources that are claimed, being polled, or polled and not stored yet. */
  get load(): { readonly claimed: number; readonly polling: number; readonly unstored: number } {
    return { claimed: this.#queue.length, polling: this.#inFlight, unstored: this.#landings.length };
  }

  /** Polls whatever is due, unless that is under way already. */
  wake(): void {
    if (this.#draining) return;
    this.drain().catch((error) => {
      if (this.#state.failed(error)) return;
      this.#log.error({ reason: messageOf(error) }, 'polling failed; it will be tried again');
    });
  }

  /**
   * Polls every due source and resolves when none is left, or when the poller is closed; one at a time. `since`: every source
   * that was not polled since that moment is due, whatever the schedule says.
   */
  drain(since: Date | null = null): Promise<void> {
    this.#draining = this.#drain(since).finally(() => {
      this.#draining = null;
    });
    return this.#draining;
  }

  /** Breaks off what is being fetched, stores what is finished, gives back what is claimed. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#changed();
    // A claim under way still brings sources: given back before it ends, they would stay leased.
    await this.#draining?.catch(() => {});
    while (this.#isBusy()) await this.#change(LOOK_AGAIN_MS);
    await releaseSources(this.#database, this.#name).catch(() => {});
  }

  get #settings(): Settings {
    return this.#tools.current.settings;
  }

  #isBusy(): boolean {
    return this.#inFlight > 0 || !this.#landings.isIdle;
  }

  async #drain(since: Date | null): Promise<void> {
    this.#queue.lookNow();
    try {
      while (!this.#stop.signal.aborted) {
        const { fetch, schedule } = this.#settings;
        const { concurrency, hostPauseMs } = fetch;
        this.#queue.throwFailure();
        // A claim that gets no answer is no sign of life.
        if (!this.#queue.isClaiming) this.#tickedAt = new Date();
        while (this.#inFlight < concurrency) {
          const next = this.#queue.shift();
          if (!next) break;
          this.#begin(next);
        }
        // Now, while these are polled. What cannot be stored now is kept, so there must be an end to it.
        if (!this.#landings.isFull) this.#queue.fill(CLAIMS * concurrency, schedule.lease, since);
        const isIdle = !this.#queue.isClaiming && !this.#isBusy();
        if (isIdle && !(await isAnyWaiting(this.#database, since))) return;
        if (this.#stop.signal.aborted) return;
        await this.#change(Math.max(hostPauseMs / 4, LOOK_AGAIN_MS));
      }
    } finally {
      await this.#queue.settled();
    }
  }

  async #claim(limit: number, leaseMs: number, since: Date | null): Promise<ClaimedSource[]> {
    const { requestsPerHost, hostPauseMs } = this.#settings.fetch;
    const claimed = await claimSources(this.#database, {
      worker: this.#name,
      ...{ limit, leaseMs, requestsPerHost, hostPauseMs },
      dueIfNotPolledSince: since,
    });
    this.#state.worked('read');
    this.#tickedAt = new Date();
    return claimed;
  }

  async #begin(source: ClaimedSource): Promise<void> {
    this.#inFlight++;
    try {
      const finished = await this.#tools.use((tools) => poll(source, tools, this.#stop.signal));
      if (!this.#stop.signal.aborted) this.#landings.push(finished);
    } catch (error) {
      this.#log.error({ source: source.id, reason: messageOf(error) }, 'a poll broke');
    } finally {
      this.#inFlight--;
      this.#changed();
    }
  }

  /** Whether polls will end for which a landing may wait. */
  get #areMoreUnderWay(): boolean {
    const isNextKnown = this.#queue.length > 0 || this.#queue.isClaiming;
    return this.#inFlight > 0 || (isNextKnown && !this.#stop.signal.aborted);
  }

  #changed(): void {
    if (!this.#areMoreUnderWay) this.#landings.hurry();
    this.#changes.emit('change');
  }

  /** Resolves when something ends, `ms` later at the latest. */
  async #change(ms: number): Promise<void> {
    const timer = setTimeout(() => this.#changed(), ms);
    await once(this.#changes, 'change');
    clearTimeout(timer);
  }
}
