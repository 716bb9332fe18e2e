import { Command } from 'commander';
import { openDatabase, placesFromEnvironment } from './context.ts';
import { printRows } from './print.ts';

export function sqlCommand(): Command {
  return new Command('sql')
    .description('Run one SQL statement on the database and print its rows. Nothing can be changed.')
    .argument('<statement>', 'such as "select * from news.clusters limit 5"')
    .option('--json', 'print an array of objects')
    .action(async (statement: string, options: { json?: boolean }) => {
      const database = await openDatabase(placesFromEnvironment());
      try {
        const client = await database.pool.connect();
        try {
          await client.query('begin transaction read only');
          const { rows, fields } = await client.query(statement);
          printRows(
            rows,
            fields.map(({ name }) => name),
            options,
          );
        } finally {
          client.release(true);
        }
      } finally {
        await database.close();
      }
    });
}
