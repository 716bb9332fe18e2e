import { Command } from 'commander';
import { countWaiting } from '../io/db/claim.ts';
import { readNow } from '../io/db/now.ts';
import { syncSources } from '../io/db/sources.ts';
import { indexWords } from '../io/db/word-index.ts';
import { createLog } from '../io/log.ts';
import type { Landed } from '../pipeline/land.ts';
import { openWorker } from '../service/open-worker.ts';
import { withoutCredentials } from '../text/urls.ts';
import { loadConfig, openDatabase, placesFromEnvironment } from './context.ts';
import { print, printRows } from './print.ts';
import { progressBar } from './progress-bar.ts';

export function pollCommand(): Command {
  return new Command('poll')
    .description('Poll every due source once, store and cluster what they bring, then end.')
    .option('--all', 'poll every source, whatever its schedule says')
    .option('--json', 'print an array of polls')
    .action(async (options: { all?: boolean; json?: boolean }) => {
      const places = placesFromEnvironment();
      const config = await loadConfig(places);
      const database = await openDatabase(places);
      try {
        await syncSources(database, config.sources);
        const since = options.all ? await readNow(database.kysely) : null;
        const bar = progressBar(await countWaiting(database, since), 'sources');
        const landed: Landed[] = [];
        const worker = openWorker(database, config.settings, createLog('error'), {
          corrections: config.corrections,
          onLanded: (polls) => {
            landed.push(...polls);
            bar?.update(landed.length);
          },
        });
        try {
          await worker.poller.drain(since);
          await worker.braider.idle();
          await indexWords(database);
        } finally {
          bar?.stop();
          await worker.close();
        }
        printPolls(landed, options);
      } finally {
        await database.close();
      }
    });
}

function printPolls(landed: readonly Landed[], options: { json?: boolean }): void {
  const rows = landed
    .map(({ source, poll, items, fresh, edited }) => ({
      source: withoutCredentials(source.url),
      outcome: poll.outcome,
      items,
      new: fresh,
      edited,
      error: poll.error,
    }))
    .sort((a, b) => (a.source < b.source ? -1 : 1));
  if (rows.length === 0 && !options.json) print('No source is due; `newsbraid poll --all` polls them anyway.');
  else printRows(rows, ['source', 'outcome', 'items', 'new', 'edited', 'error'], options);
}
