import { hostname } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../io/db/connect.ts';
import { DatabaseState } from '../io/db/state.ts';
import { Fetcher } from '../io/fetch/fetcher.ts';
import { Live } from '../io/live.ts';
import type { Log } from '../io/log.ts';
import { type Closable, Renewable } from '../io/renewable.ts';
import { WorkerPool } from '../io/worker-pool.ts';
import { type Corrections, noCorrections } from '../model/corrections.ts';
import type { Settings } from '../model/settings.ts';
import type { ReadResult, ReadTask } from '../parse-worker.ts';
import type { Landed } from '../pipeline/land.ts';
import type { PollTools } from '../pipeline/poll.ts';
import { version } from '../version.ts';
import { Braider, type OnBraided } from './braider.ts';
import { Poller } from './poller.ts';

/** The half of the service that writes: it polls sources and braids what they bring. */
export interface WorkerSide {
  readonly poller: Poller;
  readonly braider: Braider;
  close(): Promise<void>;
}

/** Built from src/ and from dist/ alike: threads cannot load TypeScript, so they always run the built one. */
const READER_MODULE = new URL('../../dist/parse-worker.js', import.meta.url);

export interface WorkerOptions {
  readonly onLanded?: (landed: readonly Landed[]) => void;
  readonly onBraided?: OnBraided;
  /** Default: none. */
  readonly corrections?: Corrections | Live<Corrections>;
  /** Shared with others that use the same database, so that an outage is reported once. */
  readonly state?: DatabaseState;
}

/**
 * Puts the worker's parts together; nothing runs until `poller.drain()` or `braider.start()`. Changed settings take effect on
 * what begins after the change.
 */
export function openWorker(
  database: Database,
  given: Settings | Live<Settings>,
  log: Log,
  { onLanded, onBraided, corrections: known = noCorrections, state = new DatabaseState(log) }: WorkerOptions = {},
): WorkerSide {
  const settings = given instanceof Live ? given : new Live(given);
  const corrections = known instanceof Live ? known : new Live(known);
  const tools = new Renewable(openTools(settings.current));
  const braidConfig = () => ({ cluster: settings.current.cluster, corrections: corrections.current });
  const braider = new Braider(database, braidConfig, log, state, onBraided);
  const poller = new Poller(database, tools, log, state, `${hostname()} ${process.pid}`, {
    onLanded: (landed) => {
      if (landed.some(({ fresh, edited }) => fresh + edited > 0)) braider.wake();
      onLanded?.(landed);
    },
  });
  const unsubscribe = [
    settings.subscribe((now, before) => {
      void tools.renew(openTools(now));
      if (!isDeepStrictEqual(now.cluster, before.cluster)) braider.forget();
    }),
    corrections.subscribe(() => {
      braider.forget();
      braider.wake();
    }),
  ];
  const close = async () => {
    for (const stop of unsubscribe) stop();
    await poller.close();
    await Promise.all([braider.close(), tools.close()]);
  };
  return { poller, braider, close };
}

/** What a poll needs, made for these settings. */
function openTools(settings: Settings): PollTools & Closable {
  const fetcher = new Fetcher(settings.fetch, { version, siteUrl: settings.site.url });
  const readers = new WorkerPool<ReadTask, ReadResult>(READER_MODULE, 'read', settings.parse);
  const close = async () => {
    await Promise.all([fetcher.close(), readers.close()]);
  };
  return { fetcher, readers, settings, close };
}
