import { sayDuration } from '../../model/duration.ts';
import { messageOf } from '../../model/errors.ts';
import type { Log } from '../log.ts';
import { type Outage, outageOf } from './outage.ts';

/**
 * Whether the database works, as those who use it find out. An outage is logged once when it begins and once when it is over,
 * however many meet it.
 */
export class DatabaseState {
  readonly #log: Log;
  readonly #revive: (() => Promise<void>) | null;
  #outage: (Outage & { readonly since: number }) | null = null;
  #reviving = false;

  /** `revive` is tried whenever the database turns out to be away: it may start it. */
  constructor(log: Log, revive: (() => Promise<void>) | null = null) {
    this.#log = log;
    this.#revive = revive;
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
    if (outage.kind === 'away') void this.#tryToRevive();
    return true;
  }

  /** Something worked. A full disk is over only when something was written: reading works all the time. */
  worked(how: 'read' | 'wrote'): void {
    if (this.#outage === null || (this.#outage.kind === 'full' && how === 'read')) return;
    this.#log.warn({ after: sayDuration(Date.now() - this.#outage.since) }, 'the database is in order again');
    this.#outage = null;
  }

  async #tryToRevive(): Promise<void> {
    if (this.#reviving || this.#revive === null) return;
    this.#reviving = true;
    try {
      await this.#revive();
    } catch (error) {
      this.#log.error({ reason: messageOf(error) }, 'the database could not be started again');
    } finally {
      this.#reviving = false;
    }
  }
}
