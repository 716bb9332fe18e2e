import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { readSizes } from '../io/db/sizes.ts';
import { UsageError } from '../model/errors.ts';
import { type OpenedDatabase, openDatabase, placesFromEnvironment } from './context.ts';
import { print, printRows } from './print.ts';
import { runPsql } from './psql.ts';

export function dbCommand(): Command {
  return new Command('db')
    .description('The database: its address, a prompt, its size, backup and restore.')
    .addCommand(urlCommand())
    .addCommand(psqlCommand())
    .addCommand(sizeCommand());
}

function urlCommand(): Command {
  return new Command('url')
    .description('Print the address of the database, password included, for psql and other programs.')
    .option('--reader', 'of the role that can read schema news and nothing else')
    .action(async (options: { reader?: boolean }) => {
      const database = await openDatabase(placesFromEnvironment());
      try {
        print(urlOf(database, options));
      } finally {
        await database.close();
      }
      if (database.embedded && !existsSync(join(database.embedded.folder, 'postmaster.pid')))
        process.stderr.write('The embedded server runs while `newsbraid start` does, and has stopped again now.\n');
    });
}

function psqlCommand(): Command {
  return new Command('psql')
    .description('Open psql on the database. What follows `--` goes to psql.')
    .option('--reader', 'as the role that can read schema news and nothing else')
    .argument('[arguments...]', 'for psql, such as -c "select 1"')
    .action(async (args: string[], options: { reader?: boolean }) => {
      const database = await openDatabase(placesFromEnvironment());
      // Held, so that the embedded server stays while psql runs, whoever else leaves it.
      const hold = await database.pool.connect();
      try {
        process.exitCode = await runPsql(urlOf(database, options), args);
      } finally {
        hold.release();
        await database.close();
      }
    });
}

function urlOf({ url, reader }: OpenedDatabase, options: { reader?: boolean }): string {
  if (!options.reader) return url;
  if (reader.url) return reader.url;
  throw new UsageError(
    'no_reader_login',
    reader.notice ??
      "Only the embedded server's reader has a password that Newsbraid knows. On your own server, let someone in with: " +
        "create role NAME login password '…' in role newsbraid_reader;",
  );
}

function sizeCommand(): Command {
  return new Command('size')
    .description('Print how many rows each table holds, about, and how much room it takes.')
    .option('--json', 'print an array of objects, sizes in bytes')
    .action(async (options: { json?: boolean }) => {
      const database = await openDatabase(placesFromEnvironment());
      try {
        const sizes = await readSizes(database);
        const columns = ['table', 'rows', 'data', 'indexes', 'total'];
        const said = sizes.map((size) => ({
          ...size,
          data: sayBytes(size.data),
          indexes: sayBytes(size.indexes),
          total: sayBytes(size.total),
        }));
        printRows(options.json ? sizes : said, columns, options);
      } finally {
        await database.close();
      }
    });
}

/** Bytes in the unit that leaves one to three digits before the point. */
export function sayBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return `${(bytes / 1000 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`;
}
