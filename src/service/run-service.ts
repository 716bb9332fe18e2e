import cron from 'node-cron';
import type { ConfigWatch } from '../io/config/watch.ts';
import { writeSettingsInForce } from '../io/db/config-in-force.ts';
import type { Database } from '../io/db/connect.ts';
import { readNow } from '../io/db/now.ts';
import { PublishedVersion } from '../io/db/published-version.ts';
import { deleteOld } from '../io/db/retention.ts';
import { type SyncedSources, syncSources } from '../io/db/sources.ts';
import { DatabaseState } from '../io/db/state.ts';
import { indexWords } from '../io/db/word-index.ts';
import type { Answered } from '../io/http/answered.ts';
import type { Log } from '../io/log.ts';
import { Metrics } from '../io/metrics.ts';
import { messageOf } from '../model/errors.ts';
import { startServer } from '../site/site.ts';
import { Health } from './health.ts';
import { openWorker, type WorkerSide } from './open-worker.ts';
import { PollLog } from './poll-log.ts';
import { StoredConfig } from './stored-config.ts';

/** How often a worker looks for due sources: often enough that nothing waits long, and one cheap query when nothing is due. */
const LOOK = '* * * * * *';
/** When old rows go: once an hour, a little at a time. */
const SWEEP = '0 17 * * * *';
/** How often it is looked for items whose words search does not know yet. */
const INDEX = '*/2 * * * * *';

export interface ServiceOptions {
  readonly config: ConfigWatch;
  readonly database: Database;
  readonly log: Log;
  /** Poll and braid. */
  readonly worker: boolean;
  /** Serve; null: do not. */
  readonly http: { readonly host: string; readonly port: number } | null;
  /** When to look for due sources, as a cron expression with seconds. */
  readonly look?: string;
  /** Called while the database is away, now and then; an embedded one can be started again. */
  readonly revive?: () => Promise<void>;
}

export interface RunningService {
  /** null: it does not serve. */
  readonly url: string | null;
  /** What the config brought when the service started. */
  readonly synced: SyncedSources;
  close(): Promise<void>;
}

/** Runs the service until closed. What the config says is in force, and stays so when it is edited. */
export async function runService(options: ServiceOptions): Promise<RunningService> {
  const { config, database } = options;
  const parts = new Parts(options);
  const synced = await syncSources(database, config.sources.current);
  await writeSettingsInForce(database.pool, config.settings.current);
  parts.follow();
  try {
    const url = options.http ? await parts.serve(options.http) : null;
    if (options.worker) parts.work();
    return { url, synced, close: () => parts.close() };
  } catch (error) {
    await parts.close();
    throw error;
  }
}

class Parts {
  readonly #options: ServiceOptions;
  readonly #state: DatabaseState;
  readonly #metrics: Metrics;
  readonly #closers: (() => Promise<void>)[] = [];
  readonly #stop = new AbortController();
  #worker: WorkerSide | null = null;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#state = new DatabaseState(options.log, {
      probe: () => options.database.pool.query('select 1'),
      revive: async () => {
        if (!this.#stop.signal.aborted) await options.revive?.();
      },
      onBack: () => this.#worker?.poller.wake(),
    });
    this.#metrics = new Metrics({
      database: options.database.pool,
      pool: options.database.pool,
      load: () => this.#worker?.poller.load ?? null,
      configMistakes: () => options.config.mistakes.length,
    });
  }

  /** Stores edits of the config, and says that they are in force. */
  follow(): void {
    const { config, database, log } = this.#options;
    const stored = new StoredConfig(database, log, this.#state, () => this.#worker?.poller.wake());
    const unsubscribe = [
      config.settings.subscribe((settings) => {
        log.level = settings.log.level;
        log.info('the changed settings are in force');
        stored.settings(settings);
      }),
      config.sources.subscribe((sources) => stored.sources(sources)),
    ];
    this.#closers.push(async () => {
      for (const stop of unsubscribe) stop();
      await stored.close();
    });
  }

  /** Polls what is due, again and again. */
  work(): void {
    const { config, database, log, look = LOOK } = this.#options;
    const polls = new PollLog(log);
    const worker = openWorker(database, config.settings, log, {
      state: this.#state,
      corrections: config.corrections,
      onBraided: (braided) => this.#metrics.braided(braided),
      onLanded: (landed) => {
        for (const poll of landed) this.#metrics.polled(poll);
        const { claimed, polling, unstored } = worker.poller.load;
        polls.landed(landed, claimed + polling + unstored > 0);
      },
    });
    this.#worker = worker;
    worker.braider.start();
    worker.poller.wake();
    const when = { timezone: 'UTC', noOverlap: true, logger: quietly(log) };
    const tasks = [
      cron.schedule(look, () => worker.poller.wake(), when),
      cron.schedule(SWEEP, () => this.#sweep(), when),
      cron.schedule(INDEX, () => this.#index(), when),
    ];
    this.#closers.push(async () => {
      for (const task of tasks) await task.destroy();
      await worker.close();
    });
  }

  /** Serves the site; resolves to its address. */
  async serve({ host, port }: { readonly host: string; readonly port: number }): Promise<string> {
    const { config, database, log, worker } = this.#options;
    const changes = new PublishedVersion(database.url);
    this.#closers.push(() => changes.close());
    await changes.open();
    const tickedAt = worker ? () => this.#worker?.poller.tickedAt ?? null : undefined;
    const health = new Health({ config, database: database.pool, state: this.#state, tickedAt });
    const server = await startServer({
      ...{ host, port, database: database.pool, log, changes },
      settings: () => config.settings.current,
      configMistakes: () => config.mistakes,
      isOutage: (error) => this.#state.failed(error),
      health: async () => health.live(),
      ready: () => health.ready(),
      metrics: () => this.#metrics.text(),
      observe: (answered) => {
        this.#metrics.answered(answered);
        if (log.isLevelEnabled('debug')) logAnswer(log, answered);
      },
    });
    this.#closers.push(server.close);
    return server.url;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#closers.map((close) => close()));
  }

  /** Deletes what is older than the settings say. */
  async #sweep(): Promise<void> {
    const { config, database, log } = this.#options;
    try {
      const { retention } = config.settings.current;
      const deleted = await deleteOld(database, retention, await readNow(database.kysely), this.#stop.signal);
      if (deleted.items + deleted.polls > 0) log.info(deleted, 'old rows deleted');
    } catch (error) {
      if (!this.#state.failed(error)) log.error({ reason: messageOf(error) }, 'old rows could not be deleted');
    }
  }

  async #index(): Promise<void> {
    const { database, log } = this.#options;
    try {
      await indexWords(database, this.#stop.signal);
    } catch (error) {
      if (this.#stop.signal.aborted || this.#state.failed(error)) return;
      log.error({ reason: messageOf(error) }, 'words could not be indexed for search');
    }
  }
}

/** A clock that is late, or finds the last turn still at work, is a busy machine and no reason for a warning: the next turn does. */
function quietly(log: Log) {
  const say = (message: string | Error) => log.debug(String(message));
  return { info: say, warn: say, debug: say, error: (message: string | Error) => log.error(String(message)) };
}

function logAnswer(log: Log, { id, method, path, status, ms, kept }: Answered): void {
  log.debug({ id, method, path, status, ms: Math.round(ms * 100) / 100, from: kept ? 'memory' : 'made' }, 'answered');
}
