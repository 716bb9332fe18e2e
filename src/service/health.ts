import { basename } from 'node:path';
import type { ConfigWatch } from '../io/config/watch.ts';
import type { Queryable } from '../io/db/queryable.ts';
import type { DatabaseState } from '../io/db/state.ts';
import { SECOND, sayDuration } from '../model/duration.ts';
import { messageOf, sayMistake } from '../model/errors.ts';
import type { HealthReport } from '../site/site-options.ts';
import { version } from '../version.ts';

/** A probe of the database that takes longer has failed: who asks /readyz has little patience. */
const PROBE_MS = 2 * SECOND;
/** A poller goes round its loop at least every look, or once for every request that ends. */
const LOOK_MS = 5 * SECOND;

export interface HealthSources {
  readonly config: ConfigWatch;
  readonly database: Queryable;
  readonly state: DatabaseState;
  /** When the poller last went round its loop; undefined: this process does not poll. */
  readonly tickedAt?: () => Date | null;
}

/** How this process is: what /healthz and /readyz answer. */
export class Health {
  readonly #sources: HealthSources;
  readonly #startedAt = Date.now();

  constructor(sources: HealthSources) {
    this.#sources = sources;
  }

  /** Always `ok`, since it was asked and answers; the rest is what is known without asking anyone. */
  live(): HealthReport {
    const { state } = this.#sources;
    return {
      ok: true,
      reasons: [...this.#configReasons(), ...(state.outage ? [state.outage.message] : [])],
      version,
      uptimeSeconds: Math.round((Date.now() - this.#startedAt) / SECOND),
    };
  }

  /** `ok` when the database answers, the poller is at work, and the config files are in force as they are. */
  async ready(): Promise<HealthReport> {
    const reasons = [...this.#configReasons(), ...(await this.#databaseReasons()), ...this.#workerReasons()];
    return { ...this.live(), ok: reasons.length === 0, reasons };
  }

  #configReasons(): string[] {
    return this.#sources.config.mistakes.map((mistake) => sayMistake({ ...mistake, file: basename(mistake.file) }));
  }

  async #databaseReasons(): Promise<string[]> {
    const { database, state } = this.#sources;
    let impatience: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const tooLate = () => reject(new Error(`no answer within ${sayDuration(PROBE_MS)}`));
      impatience = setTimeout(tooLate, PROBE_MS);
    });
    try {
      await Promise.race([database.query('select 1'), late]);
      return state.outage?.kind === 'full' ? [state.outage.message] : [];
    } catch (error) {
      return [`Postgres does not answer (${messageOf(error)}).`];
    } finally {
      clearTimeout(impatience);
    }
  }

  #workerReasons(): string[] {
    const { tickedAt, config } = this.#sources;
    if (!tickedAt) return [];
    const silent = Date.now() - (tickedAt()?.getTime() ?? this.#startedAt);
    const patience = config.settings.current.fetch.totalTimeoutMs + 2 * LOOK_MS;
    return silent > patience ? [`The poller has not moved for ${sayDuration(silent)}.`] : [];
  }
}
