import { existsSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { backup } from '../io/db/backup.ts';
import { ensureReader } from '../io/db/reader-role.ts';
import { restore } from '../io/db/restore.ts';
import { readSizes } from '../io/db/sizes.ts';
import { fileError, refuse } from '../io/file-error.ts';
import { UsageError } from '../model/errors.ts';
import { count, sayBytes } from '../text/amounts.ts';
import { version } from '../version.ts';
import { type OpenedDatabase, openDatabase, placesFromEnvironment } from './context.ts';
import { print, printRows } from './print.ts';
import { runPsql } from './psql.ts';

export function dbCommand(): Command {
  return new Command('db')
    .description('The database: its address, a prompt, its size, backup and restore.')
    .addCommand(urlCommand())
    .addCommand(psqlCommand())
    .addCommand(sizeCommand())
    .addCommand(backupCommand())
    .addCommand(restoreCommand());
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

function backupCommand(): Command {
  return new Command('backup')
    .description(
      'Write everything into one file while the service goes on: a gzipped SQL script, for any later version.',
    )
    .argument('[file]', 'default: newsbraid-DATE.sql.gz in the current folder')
    .option('--force', 'replace the file if there is one')
    .option('--json', 'print what was written')
    .action(async (given: string | undefined, options: { force?: boolean; json?: boolean }) => {
      if (given === '-')
        throw new UsageError(
          'not_to_output',
          'expected a file to write, got -: only a file is kept whole or not at all.',
        );
      const file = given ?? `newsbraid-${new Date().toISOString().slice(0, 10)}.sql.gz`;
      if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
        throw new UsageError('is_folder', `${file} is a folder: name the file to write in it.`);
      if (existsSync(file) && !options.force)
        throw new UsageError('file_exists', `${file} is there already; --force replaces it.`);
      const database = await openDatabase(placesFromEnvironment());
      try {
        const report = await backup(database, file, version, progress).catch(refuse('write', file));
        progress(null);
        if (options.json) print(JSON.stringify(report));
        else print(`Wrote ${file}: ${sayRows(report.rows)}, ${sayBytes(report.bytes)}.`);
      } finally {
        await database.close();
      }
    });
}

function restoreCommand(): Command {
  return new Command('restore')
    .description('Make the database hold what a backup holds: all of it, or, if anything is wrong, nothing.')
    .argument('<file>', 'that `newsbraid db backup` wrote, with this version or an older one')
    .option('--force', 'replace what the database holds')
    .option('--json', 'print what was restored')
    .action(async (file: string, options: { force?: boolean; json?: boolean }) => {
      await checkReadable(file);
      const database = await openDatabase(placesFromEnvironment(), { migrate: false });
      try {
        const { manifest, rows } = await restore(database, file, { force: options.force ?? false, onTable: progress });
        await ensureReader(database, database.embedded !== null);
        progress(null);
        if (options.json) print(JSON.stringify({ at: manifest.at, rows }));
        else print(`Restored ${sayRows(rows)}, as they stood at ${manifest.at}.`);
      } finally {
        await database.close();
      }
    });
}

/** Before the database is opened: a file that cannot be read is told at once. */
async function checkReadable(file: string): Promise<void> {
  const opened = await open(file).catch(refuse('read', file));
  try {
    await opened.read(Buffer.alloc(1), 0, 1, 0);
  } catch (error) {
    throw fileError('read', file, error);
  } finally {
    await opened.close();
  }
}

function sayRows(rows: Readonly<Record<string, number>>): string {
  const { item = 0, source = 0 } = rows;
  return `${count(item, 'item')} from ${count(source, 'source')}`;
}

/** Says on a terminal what is being worked at; null: nothing any more. */
function progress(table: string | null): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${table === null ? '' : `${table} …`}`);
}
