import type { Log } from '../io/log.ts';
import type { Landed } from '../pipeline/land.ts';
import { withoutSecrets } from '../text/urls.ts';

/** How many polls back it is judged whether sources can be reached at all. */
const RECENT = 20;
/** So many hosts that cannot be reached are no coincidence, when hardly any other poll got through. */
const HOSTS_MIN = 5;
const HARDLY_ANY = 0.8;
const MANY_AGAIN = 0.5;

const CUT_OFF =
  'hardly any source can be reached: this machine seems to have no network, or its DNS or a firewall stands in the way. ' +
  'Each is tried again by itself; meanwhile single ones are logged at debug, and `newsbraid sources --failing` lists them';

/**
 * One line a poll at most, and none at info for a poll that brought nothing. Where nearly every source fails because nothing can
 * be reached, that is said once instead: such failures are held back until others tell what they mean.
 */
export class PollLog {
  readonly #log: Log;
  #recent: { readonly host: string; readonly unreached: boolean }[] = [];
  #held: Landed[] = [];
  #cutOff = false;

  constructor(log: Log) {
    this.#log = log;
  }

  /** `goesOn`: more polls are under way, which will tell what the failures among these mean. */
  landed(polls: readonly Landed[], goesOn: boolean): void {
    for (const poll of polls) this.#add(poll);
    if (!goesOn) this.#release();
  }

  #add(landed: Landed): void {
    const unreached = /^(dns|connect)_/.test(landed.poll.errorCode ?? '');
    this.#recent = [...this.#recent, { host: landed.source.host, unreached }].slice(-RECENT);
    const failed = this.#recent.filter((poll) => poll.unreached);
    const share = failed.length / this.#recent.length;
    if (this.#cutOff && share < MANY_AGAIN) {
      this.#cutOff = false;
      this.#log.info('sources can be reached again');
    }
    if (unreached) this.#held.push(landed);
    else if (!this.#cutOff) this.#release();
    if (!this.#cutOff && share >= HARDLY_ANY && new Set(failed.map(({ host }) => host)).size >= HOSTS_MIN) {
      this.#cutOff = true;
      const last = { code: landed.poll.errorCode, reason: landed.poll.error };
      this.#log.warn({ unreached: failed.length, of: this.#recent.length, ...last }, CUT_OFF);
    }
    if (this.#cutOff) this.#release();
    if (!unreached) this.#write(landed, 'warn');
  }

  #release(): void {
    for (const landed of this.#held) this.#write(landed, this.#cutOff ? 'debug' : 'warn');
    this.#held = [];
  }

  #write({ source, poll, fresh, edited, nextPollAt }: Landed, failure: 'warn' | 'debug'): void {
    const about = { source: withoutSecrets(source.url), new: fresh, edited, tookMs: Math.round(poll.tookMs) };
    if (poll.error) this.#log[failure]({ ...about, code: poll.errorCode, next: nextPollAt }, poll.error);
    else if (fresh + edited > 0) this.#log.info(about, 'polled');
    else this.#log.debug(about, poll.outcome);
  }
}
