import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { readNow } from '../../src/io/db/now.ts';
import { createLog } from '../../src/io/log.ts';
import { settingsSchema } from '../../src/model/settings.ts';
import type { SourceConfig } from '../../src/model/source.ts';
import { openWorker, type WorkerSide } from '../../src/service/open-worker.ts';
import { emptyDatabase, useDatabase } from '../support/database.ts';
import { FeedServer } from '../support/feed-server.ts';

/** The whole pipeline, from a server of feeds on loopback to the database, emptied before every test. */
export function usePipeline() {
  const database = useDatabase();
  const settings = settingsSchema.parse({
    fetch: { allowPrivateAddresses: true, requestsPerHost: 32, hostPauseMs: 0 },
  });
  const log = createLog('silent');
  let feeds: FeedServer;
  let worker: WorkerSide;
  beforeAll(async () => {
    feeds = await FeedServer.open();
  });
  afterAll(() => feeds.close());
  beforeEach(async () => {
    await emptyDatabase(database());
    worker = openWorker(database(), settings, log);
  });
  afterEach(() => worker.close());
  return {
    ...{ database, settings, log },
    get feeds(): FeedServer {
      return feeds;
    },
    get worker(): WorkerSide {
      return worker;
    },
    /** A new worker in place of one that was closed. */
    restart(): void {
      worker = openWorker(database(), settings, log);
    },
    source(path: string, outlet: string): SourceConfig {
      return { url: feeds.url(path), title: null, outlet, categories: [], everyMs: null, priority: 0, enabled: true };
    },
    /** Polls every source once and braids what it brought. */
    async round(): Promise<void> {
      await worker.poller.drain(await readNow(database().kysely));
      await worker.braider.idle();
    },
    async rows(text: string): Promise<Record<string, unknown>[]> {
      return (await database().pool.query(text)).rows;
    },
  };
}

export const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);

/** A text long enough for its copies to be known. */
export const BRIDGE =
  'The city council of Harbourton voted on Tuesday to close the old Millbrook bridge for repairs until spring, after engineers found cracks in two of its piers and warned that lorries could no longer cross it safely.';
