import { setTimeout as sleep } from 'node:timers/promises';
import { sayDuration } from '../../model/duration.ts';
import { messageOf } from '../../model/errors.ts';
import type { Log } from '../log.ts';
import { type Outage, outageOf } from './outage.ts';

/** While the database is away, it is asked this often whether it is back. */
const PROBE_EVERY_MS = 1000;

export interface StateOptions {
  /** Asks the database something small; throws while it is away. Without it, whoever works next finds out. */
  readonly probe?: () => Promise<unknown>;
  /** Tried before each probe: it may start the database. */
  readonly revive?: () => Promise<void>;
  /** Called when an outage is over. */
  readonly onBack?: () => void;
}

/**
 * Whether the database works, as those who use it find out. An outage is logged once when it begins and once when it is over,
 * however many meet it.
 */
export class DatabaseState {
  readonly #log: Log;
  readonly #options: StateOptions;
  #outage: (Outage & { readonly since: number }) | null = null;
  #probing = false;

  constructor(log: Log, options: StateOptions = {}) {
    this.#log = log;
    this.#options = options;
  }

  /** null: it works, as far as is known. */
  get outage(): Outage | null {
    return this.#outage;
  }

  /** True: the database is the reason and it passes, so the same work will do later. False: it would fail again. */
  failed(error: unknown): boolean {
    const outage = outageOf(error);
    if (outage === null) return false;
    if (outage.kind === 'conflict') return true;
    if (this.#outage?.kind !== outage.kind) {
      this.#log.error({ reason: outage.message }, 'the database is out of order; work waits for it');
      this.#outage = { ...outage, since: this.#outage?.since ?? Date.now() };
    }
    if (outage.kind === 'away') void this.#awaitReturn();
    return true;
  }

  /** Something worked. A full disk is over only when something was written: reading works all the time. */
  worked(how: 'read' | 'wrote'): void {
    if (this.#outage === null || (this.#outage.kind === 'full' && how === 'read')) return;
    this.#log.warn({ after: sayDuration(Date.now() - this.#outage.since) }, 'the database is in order again');
    this.#outage = null;
    this.#options.onBack?.();
  }

  async #awaitReturn(): Promise<void> {
    const { probe, revive } = this.#options;
    if (this.#probing || !probe) return;
    this.#probing = true;
    while (this.#outage?.kind === 'away') {
      await sleep(PROBE_EVERY_MS, undefined, { ref: false });
      await revive?.().catch((error) => {
        this.#log.error({ reason: messageOf(error) }, 'the database could not be started again');
      });
      await probe().then(
        () => this.worked('read'),
        () => {},
      );
    }
    this.#probing = false;
  }
}
