import { relative } from 'node:path';
import { Command } from 'commander';
import cron from 'node-cron';
import { PublishedVersion } from '../io/db/published-version.ts';
import { syncSources } from '../io/db/sources.ts';
import { createLog, type Log } from '../io/log.ts';
import type { Settings } from '../model/settings.ts';
import type { Landed } from '../pipeline.ts';
import { openWorker } from '../service.ts';
import { startServer } from '../site.ts';
import { withoutCredentials } from '../text/urls.ts';
import { version } from '../version.ts';
import { loadConfig, type OpenedDatabase, openDatabase, type Places, placesFromEnvironment } from './context.ts';
import { print } from './print.ts';
import { untilStopped } from './signals.ts';

/** How often a worker looks for due sources: often enough that nothing waits long, and one cheap query when nothing is due. */
const LOOK = '*/5 * * * * *';

export function startCommand(): Command {
  return new Command('start')
    .description('Run the whole service: poll, cluster and serve.')
    .action(() => run({ worker: true, http: true }));
}

export function workerCommand(): Command {
  return new Command('worker')
    .description('Poll and cluster only. Any number of workers share one database.')
    .action(() => run({ worker: true, http: false }));
}

export function serveCommand(): Command {
  return new Command('serve')
    .description('Serve the feeds and pages only.')
    .action(() => run({ worker: false, http: true }));
}

/** Runs the parts that are wanted until a signal ends them. */
export async function run(
  parts: { readonly worker: boolean; readonly http: boolean },
  places: Places = placesFromEnvironment(),
): Promise<void> {
  const config = await loadConfig(places);
  const log = createLog(config.settings.log.level);
  const stopped = untilStopped(log);
  const database = await openDatabase(places);
  const closers: (() => Promise<void>)[] = [];
  try {
    const { enabled } = await syncSources(database, config.sources);
    let address: string | null = null;
    if (parts.http) {
      const server = await openHttp(database, config.settings, places, log);
      closers.push(server.close);
      address = server.url;
    }
    if (parts.worker) closers.push(startWorker(database, config.settings, log));
    greet(address, database, enabled, places);
    await stopped;
    log.info('stopping');
  } finally {
    await Promise.allSettled(closers.map((close) => close()));
    await database.close();
  }
}

/** Polls what is due, again and again, until closed. */
function startWorker(database: OpenedDatabase, settings: Settings, log: Log): () => Promise<void> {
  const worker = openWorker(database, settings, log, (landed) => {
    for (const poll of landed) logPoll(log, poll);
  });
  worker.braider.start();
  const look = () => worker.poller.wake();
  const task = cron.schedule(LOOK, look, { timezone: 'UTC' });
  look();
  return async () => {
    await task.destroy();
    await worker.close();
  };
}

async function openHttp(database: OpenedDatabase, settings: Settings, places: Places, log: Log) {
  const changes = new PublishedVersion(database.url);
  await changes.open();
  const health = async () => ({ ok: true, version });
  const { host, port } = places;
  const server = await startServer({
    host,
    port,
    database: database.pool,
    settings: () => settings,
    log,
    changes,
    health,
  });
  const close = async () => {
    await Promise.all([server.close(), changes.close()]);
  };
  return { url: server.url, close };
}

/** One line a poll at most, and none for a poll that brought nothing. */
function logPoll(log: Log, { source, poll, fresh, edited, nextPollAt }: Landed): void {
  const about = { source: withoutCredentials(source.url), new: fresh, edited, tookMs: Math.round(poll.tookMs) };
  if (poll.error) log.warn({ ...about, code: poll.errorCode, next: nextPollAt }, poll.error);
  else if (fresh + edited > 0) log.info(about, 'polled');
  else log.debug(about, poll.outcome);
}

function greet(address: string | null, database: OpenedDatabase, sources: number, { configFolder }: Places): void {
  const where = relative(process.cwd(), configFolder) || '.';
  const lines = [
    `Newsbraid ${version} is running.`,
    '',
    ...(address ? [`  Feed        ${address}/feed.atom`, `  Front page  ${address}/`] : []),
    `  Database    psql '${database.reader.url ?? database.url}'`,
    `  Sources     ${sources} polled, as ${where}/sources.yaml says`,
    '  Stop        Ctrl-C, or a second one to stop at once',
    '',
  ];
  print(lines.join('\n'));
}
