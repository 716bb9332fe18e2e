import { readdir, readFile } from 'node:fs/promises';
import { type Migration, Migrator, sql } from 'kysely';
import { DatabaseError, messageOf } from '../../model/errors.ts';
import type { Database } from './connect.ts';

const FOLDER = new URL('../../../sql/', import.meta.url);

/**
 * Brings the schema up to date: runs every file of sql/ that has not run yet, in the order of its number, all in one
 * transaction. Two at once are safe (kysely takes a lock). When one fails nothing has changed, and the error names the file.
 */
export async function migrate(database: Database): Promise<readonly string[]> {
  const migrator = new Migrator({
    db: database.kysely,
    provider: { getMigrations: readMigrations },
    migrationTableName: 'newsbraid_migration',
    migrationLockTableName: 'newsbraid_migration_lock',
    allowUnorderedMigrations: false,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error) {
    const failed = results?.find(({ status }) => status === 'Error')?.migrationName;
    throw new DatabaseError(
      'migration_failed',
      `${failed ? `sql/${failed}.sql failed` : 'The schema cannot be brought up to date'}: ${messageOf(error)}. Nothing was changed.`,
      { cause: error },
    );
  }
  return (results ?? []).map(({ migrationName }) => migrationName);
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.sql')).sort();
  const entries = files.map(async (file): Promise<[string, Migration]> => {
    const text = await readFile(new URL(file, FOLDER), 'utf8');
    return [file.replace(/\.sql$/, ''), { up: async (db) => void (await sql.raw(text).execute(db)) }];
  });
  return Object.fromEntries(await Promise.all(entries));
}
