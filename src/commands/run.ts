import { relative } from 'node:path';
import { Command } from 'commander';
import { ConfigWatch } from '../io/config/watch.ts';
import { createLog } from '../io/log.ts';
import { openEmbedded } from '../io/postgres/embedded.ts';
import { DatabaseError } from '../model/errors.ts';
import { type RunningService, runService } from '../service/run-service.ts';
import { version } from '../version.ts';
import { type OpenedDatabase, openDatabase, type Places, placesFromEnvironment } from './context.ts';
import { print } from './print.ts';
import { untilStopped } from './signals.ts';

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
  const log = createLog('info');
  const config = await ConfigWatch.open(places.configFolder, log);
  log.level = config.settings.current.log.level;
  const stopped = untilStopped(log);
  let database: OpenedDatabase | null = null;
  let service: RunningService | null = null;
  try {
    database = await openDatabase(places);
    const http = parts.http ? places : null;
    service = await runService({
      config,
      database,
      log,
      worker: parts.worker,
      http,
      revive: reviver(database, places),
    });
    greet(service, database, places, parts.worker);
    await stopped;
    log.info('stopping');
  } finally {
    config.close();
    await service?.close();
    await database?.close();
  }
}

/** Starts an embedded server again when it was killed; what the address was, it must be again. */
function reviver({ embedded }: OpenedDatabase, { dataFolder }: Places): (() => Promise<void>) | undefined {
  if (embedded === null) return undefined;
  return async () => {
    const { url } = await openEmbedded(dataFolder);
    if (url === embedded.url) return;
    throw new DatabaseError(
      'address_taken',
      'Its port is taken by another program: restart Newsbraid to use another one.',
    );
  };
}

function greet(
  { url, synced }: RunningService,
  database: OpenedDatabase,
  { configFolder }: Places,
  polls: boolean,
): void {
  const inside = relative(process.cwd(), configFolder) || '.';
  const where = inside.startsWith('..') ? configFolder : inside;
  // The embedded server's reader may see the news and nothing else; the password of another server is never shown.
  const psql = database.embedded ? `'${database.reader.url ?? database.url}'` : '"$DATABASE_URL"';
  const lines = [
    `Newsbraid ${version} is running.`,
    '',
    ...(url ? [`  Feed        ${url}/feed.atom`, `  Front page  ${url}/`] : []),
    `  Database    psql ${psql}`,
    `  Sources     ${synced.enabled} ${polls ? 'polled' : 'for workers to poll'}, as ${where}/sources.yaml says`,
    '  Stop        Ctrl-C, or a second one to stop at once',
    '',
  ];
  print(lines.join('\n'));
}
