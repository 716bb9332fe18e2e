import { readdir, readFile } from 'node:fs/promises';
import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { DatabaseError, messageOf } from '../../model/errors.ts';
import { connect, type Database } from './connect.ts';
import type { Tables } from './tables.ts';

/** Where kysely notes what has run. */
export const MIGRATION_TABLES = {
  migrationTableName: 'newsbraid_migration',
  migrationLockTableName: 'newsbraid_migration_lock',
} as const;

const FOLDER = new URL('../../../sql/', import.meta.url);

export interface MigrateOptions {
  /** The last migration to run; default: all. */
  readonly to?: string;
  /** Whether the connection is in a transaction already, which the migrations then share. */
  readonly inTransaction?: boolean;
}

/**
 * Brings the schema up to date: runs every file of sql/ that has not run yet, in the order of its number, all in one
 * transaction. Two at once are safe (kysely takes a lock). When one fails nothing has changed, and the error names the file.
 */
export async function migrate(database: Pick<Database, 'url'>): Promise<readonly string[]> {
  // On a connection that waits as long as it takes: an index on millions of rows is no hung statement.
  const patient = await connect(database.url, 0);
  try {
    return await migrateOn(patient.kysely);
  } finally {
    await patient.close();
  }
}

/** The same on a connection at hand. */
export async function migrateOn(
  kysely: Kysely<Tables>,
  { to, inTransaction }: MigrateOptions = {},
): Promise<readonly string[]> {
  const migrator = new Migrator({
    db: kysely,
    provider: { getMigrations: readMigrations },
    ...MIGRATION_TABLES,
    allowUnorderedMigrations: false,
    disableTransactions: inTransaction ?? false,
  });
  const { error, results } = await (to ? migrator.migrateTo(to) : migrator.migrateToLatest());
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

/** The files of sql/, by name without ending. */
export async function readMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.sql')).sort();
  const entries = files.map(async (file): Promise<[string, Migration]> => {
    const text = await readFile(new URL(file, FOLDER), 'utf8');
    return [file.replace(/\.sql$/, ''), { up: async (db) => void (await sql.raw(text).execute(db)) }];
  });
  return Object.fromEntries(await Promise.all(entries));
}
