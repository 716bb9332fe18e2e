import { setTimeout as sleep } from 'node:timers/promises';
import { writeSettingsInForce } from '../io/db/config-in-force.ts';
import type { Database } from '../io/db/connect.ts';
import { syncSources } from '../io/db/sources.ts';
import type { DatabaseState } from '../io/db/state.ts';
import type { Log } from '../io/log.ts';
import { messageOf } from '../model/errors.ts';
import type { Settings } from '../model/settings.ts';
import type { SourceConfig } from '../model/source.ts';

/** How long an edit waits before it is stored again, when the database could not. */
const RETRY_MS = 1000;

/** Edits of the config, brought to the database one after the other: each is tried until the database takes it. */
export class StoredConfig {
  readonly #database: Database;
  readonly #log: Log;
  readonly #state: DatabaseState;
  readonly #onSources: () => void;
  readonly #stop = new AbortController();
  #storing: Promise<void> = Promise.resolve();

  /** `onSources`: called when changed sources are stored. */
  constructor(database: Database, log: Log, state: DatabaseState, onSources: () => void) {
    this.#database = database;
    this.#log = log;
    this.#state = state;
    this.#onSources = onSources;
  }

  sources(sources: readonly SourceConfig[]): void {
    this.#store(async () => {
      this.#log.info(await syncSources(this.#database, sources), 'the changed sources are in force');
      this.#onSources();
    });
  }

  settings(settings: Settings): void {
    this.#store(() => writeSettingsInForce(this.#database.pool, settings));
  }

  /** Finishes what is being written; what has to wait for the database is read again at the next start. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#storing;
  }

  #store(write: () => Promise<void>): void {
    this.#storing = this.#storing.then(() => this.#keepTrying(write));
  }

  async #keepTrying(write: () => Promise<void>): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        return await write();
      } catch (error) {
        if (!this.#state.failed(error)) {
          this.#log.error({ reason: messageOf(error) }, 'the changed config could not be stored');
          return;
        }
        await sleep(RETRY_MS, undefined, { signal: this.#stop.signal }).catch(() => {});
      }
    }
  }
}
