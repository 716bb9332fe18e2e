import { messageOf } from '../../model/errors.ts';

export interface HubOptions {
  /** Asked before each ping; null: there is no hub, or no public address to name to it. */
  readonly hub: () => string | null;
  /** The feeds that name the hub, each with the ETag of what it shows now. */
  readonly topics: () => Promise<ReadonlyMap<string, string>>;
  readonly log: { warn(details: object, message: string): void };
  /** Changes are gathered for this long, so that a busy hour is one ping a minute. */
  readonly gatherMs?: number;
}

const GATHER_MS = 60_000;
const FIRST_MS = 1000;
const TIMEOUT_MS = 10_000;

/**
 * Tells a WebSub hub which feeds have changed (W3C WebSub §4 leaves the form open; this is the one of PubSubHubbub 0.4 that
 * public hubs take). A ping that fails is made up for after the next change.
 */
export class HubPinger {
  readonly #options: HubOptions;
  readonly #told = new Map<string, string>();
  #timer: NodeJS.Timeout | null = null;
  #lastAt = 0;

  constructor(options: HubOptions) {
    this.#options = options;
  }

  /** Something was published; pings soon, unless a ping is due already. */
  changed(): void {
    if (this.#timer !== null || this.#options.hub() === null) return;
    const gather = this.#options.gatherMs ?? GATHER_MS;
    const wait = Math.max(Math.min(FIRST_MS, gather), this.#lastAt + gather - Date.now());
    this.#timer = setTimeout(() => void this.#ping(), wait);
    this.#timer.unref();
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }

  async #ping(): Promise<void> {
    this.#timer = null;
    this.#lastAt = Date.now();
    const hub = this.#options.hub();
    if (hub === null) return;
    try {
      const topics = await this.#options.topics();
      const changed = [...topics].filter(([topic, etag]) => this.#told.get(topic) !== etag);
      if (changed.length === 0) return;
      const body = new URLSearchParams({ 'hub.mode': 'publish' });
      for (const [topic] of changed) body.append('hub.url', topic);
      const answer = await fetch(hub, {
        method: 'POST',
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`it answers ${answer.status}`);
      for (const [topic, etag] of changed) this.#told.set(topic, etag);
    } catch (error) {
      this.#options.log.warn({ hub, error: messageOf(error) }, 'the WebSub hub could not be told of a change');
    }
  }
}
