import { Command } from 'commander';
import cron from 'node-cron';
import { syncSources } from '../io/db/sources.ts';
import { createLog, type Log } from '../io/log.ts';
import type { Landed } from '../pipeline.ts';
import { openWorker } from '../service.ts';
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

async function run(parts: { worker: boolean; http: boolean }): Promise<void> {
  const places = placesFromEnvironment();
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
