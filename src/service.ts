import { hostname } from 'node:os';
import { Braider } from './braider.ts';
import type { Database } from './io/db/connect.ts';
import { Fetcher } from './io/fetch/fetcher.ts';
import type { Log } from './io/log.ts';
import { WorkerPool } from './io/worker-pool.ts';
import type { Settings } from './model/settings.ts';
import type { ReadResult, ReadTask } from './parse-worker.ts';
import type { Landed } from './pipeline.ts';
import { Poller } from './poller.ts';
import { version } from './version.ts';

/** The half of the service that writes: it polls sources and braids what they bring. */
export interface WorkerSide {
  readonly poller: Poller;
  readonly braider: Braider;
  close(): Promise<void>;
}

/** Built from src/ and from dist/ alike: threads cannot load TypeScript, so they always run the built one. */
const READER_MODULE = new URL('../dist/parse-worker.js', import.meta.url);

/** Puts the worker's parts together; nothing runs until `poller.drain()` or `braider.start()`. */
export function openWorker(
  database: Database,
  settings: Settings,
  log: Log,
  onLanded?: (landed: readonly Landed[]) => void,
): WorkerSide {
  const fetcher = new Fetcher(settings.fetch, { version, siteUrl: settings.site.url });
  const readers = new WorkerPool<ReadTask, ReadResult>(READER_MODULE, 'read', settings.parse);
  const braider = new Braider(database, () => settings, log);
  const poller = new Poller(database, { fetcher, readers, settings }, log, `${hostname()} ${process.pid}`, {
    onLanded: (landed) => {
      if (landed.some(({ fresh, edited }) => fresh + edited > 0)) braider.wake();
      onLanded?.(landed);
    },
  });
  const close = async () => {
    await poller.close();
    await Promise.all([braider.close(), fetcher.close(), readers.close()]);
  };
  return { poller, braider, close };
}
