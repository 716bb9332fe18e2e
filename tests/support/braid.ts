import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Database } from '../../src/io/db/connect.ts';
import { readNow } from '../../src/io/db/now.ts';
import { syncSources } from '../../src/io/db/sources.ts';
import { Live } from '../../src/io/live.ts';
import { createLog } from '../../src/io/log.ts';
import { type Corrections, noCorrections } from '../../src/model/corrections.ts';
import { settingsSchema } from '../../src/model/settings.ts';
import { openWorker, type WorkerSide } from '../../src/service/open-worker.ts';
import { emptyDatabase } from './database.ts';
import { FeedServer } from './feed-server.ts';

const settings = settingsSchema.parse({
  fetch: { allowPrivateAddresses: true, hostPauseMs: 0 },
  parse: { deadlineMs: 30_000 },
});

/** For a test file: feeds to fill, and for each test an empty database with a worker that polls and braids them. */
export class Braid {
  readonly #database: () => Database;
  feeds!: FeedServer;
  corrections!: Live<Corrections>;
  worker!: WorkerSide;

  constructor(database: () => Database) {
    this.#database = database;
    beforeAll(async () => {
      this.feeds = await FeedServer.open();
    });
    afterAll(() => this.feeds.close());
    beforeEach(async () => {
      await emptyDatabase(database());
      this.corrections = new Live(noCorrections);
      this.open();
    });
    afterEach(() => this.worker.close());
  }

  /** Opens a worker; an earlier one is to be closed first. */
  open(): void {
    this.worker = openWorker(this.#database(), settings, createLog('silent'), { corrections: this.corrections });
  }

  /** Polls the feeds of these outlets, of all that there are, to the last cluster. */
  async pull(polled: readonly string[], outlets: Iterable<string>): Promise<void> {
    const sources = [...new Set(outlets)].map((outlet) => ({
      ...{ url: this.feeds.url(`/${outlet}`), title: null, outlet, categories: [], everyMs: null, priority: 0 },
      enabled: polled.includes(outlet),
    }));
    await syncSources(this.#database(), sources);
    await this.worker.poller.drain(await readNow(this.#database().kysely));
    await this.worker.braider.idle();
  }
}
