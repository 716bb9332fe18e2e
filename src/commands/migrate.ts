import { Command } from 'commander';
import { migrate } from '../io/db/migrate.ts';
import { openDatabase, placesFromEnvironment } from './context.ts';
import { print } from './print.ts';

export function migrateCommand(): Command {
  return new Command('migrate')
    .description('Bring the schema of the database up to date, then end. Every other command does so by itself.')
    .option('--json', 'print the names of the migrations that ran')
    .action(async (options: { json?: boolean }) => {
      const database = await openDatabase(placesFromEnvironment(), { migrate: false });
      try {
        const ran = await migrate(database);
        if (options.json) print(JSON.stringify({ ran }));
        else print(ran.length > 0 ? `Ran ${ran.join(', ')}.` : 'The schema is up to date.');
      } finally {
        await database.close();
      }
    });
}
