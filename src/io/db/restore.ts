import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import { DatabaseError, messageOf } from '../../model/errors.ts';
import { type BackedUpTable, type Manifest, parseFooter, parseManifest } from './backup-format.ts';
import { connectionOptions, type Database } from './connect.ts';
import { CopyIn } from './copy.ts';
import { MIGRATION_TABLES, migrateOn, readMigrations } from './migrate.ts';
import { onOneConnection } from './one-connection.ts';
import { ScriptReader } from './script-reader.ts';

export interface RestoreReport {
  readonly manifest: Manifest;
  readonly rows: Readonly<Record<string, number>>;
}

export interface RestoreOptions {
  /** Replace what the database holds. */
  readonly force: boolean;
  readonly onTable?: (table: string) => void;
}

/**
 * Makes the database hold what a backup holds, in one transaction: when anything is wrong, nothing has changed. A backup of an
 * older version is read into the schema of its time, which is then brought up to date. Throws a DatabaseError when the file is no
 * backup, is not complete or comes from a newer version; when others use the database; and, without `force`, when the
 * database holds items.
 */
export async function restore(
  database: Pick<Database, 'url'>,
  file: string,
  { force, onTable }: RestoreOptions,
): Promise<RestoreReport> {
  const client = new pg.Client(connectionOptions(database.url, 0));
  client.on('error', () => {});
  await client.connect();
  const input = createReadStream(file);
  const unpacked = createGunzip();
  const reading = pipeline(input, unpacked);
  reading.catch(() => {});
  try {
    const script = new ScriptReader(unpacked);
    const manifest = parseManifest(await script.line().catch(unreadable(file)), file);
    await check(client, manifest, file, force);
    await client.query('begin');
    await makeSchema(client, manifest);
    const rows = await fill(client, manifest, script, file, onTable);
    await migrateOn(onOneConnection(client), { inTransaction: true });
    await client.query('commit');
    await client.query('analyze');
    return { manifest, rows };
  } finally {
    input.destroy();
    await client.end();
  }
}

async function check(client: pg.Client, manifest: Manifest, file: string, force: boolean): Promise<void> {
  if (!(manifest.schema in (await readMigrations()))) {
    throw new DatabaseError(
      'backup_too_new',
      `${file} comes from Newsbraid ${manifest.version}, whose schema ${manifest.schema} this version does not know. Update Newsbraid first.`,
    );
  }
  const { rows: others } = await client.query<{ name: string }>(
    `select distinct application_name as name from pg_stat_activity
     where datname = current_database() and application_name like 'newsbraid %' and application_name <> current_setting('application_name')`,
  );
  if (others.length > 0) {
    const names = others.map(({ name }) => name).join(', ');
    throw new DatabaseError(
      'database_in_use',
      `Stop what uses the database first: ${names} (the number is the process).`,
    );
  }
  if (!force && (await holdsItems(client))) {
    throw new DatabaseError(
      'database_not_empty',
      'The database holds items already, and a restore replaces all it holds. Take a backup of it first (newsbraid db backup), then add --force.',
    );
  }
}

async function holdsItems(client: pg.Client): Promise<boolean> {
  const { rows: made } = await client.query(`select to_regclass('newsbraid.item') is not null as yes`);
  if (!made[0].yes) return false;
  const { rows } = await client.query('select exists(select from newsbraid.item) as yes');
  return rows[0].yes as boolean;
}

/** The schema of the backup's time, empty. */
async function makeSchema(client: pg.Client, { schema }: Manifest): Promise<void> {
  const { migrationTableName, migrationLockTableName } = MIGRATION_TABLES;
  await client.query(
    `drop schema if exists news cascade; drop schema if exists newsbraid cascade;
     drop table if exists ${migrationTableName}, ${migrationLockTableName}`,
  );
  await migrateOn(onOneConnection(client), { to: schema, inTransaction: true });
  await client.query('delete from newsbraid.braid');
}

/** Fills the tables without their indexes and makes those at the end: three times as fast. */
async function fill(
  client: pg.Client,
  manifest: Manifest,
  script: ScriptReader,
  file: string,
  onTable?: (table: string) => void,
): Promise<Record<string, number>> {
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
     from pg_index join pg_class on pg_class.oid = indrelid
     where relnamespace = 'newsbraid'::regnamespace and not exists (select from pg_constraint where conindid = indexrelid)`,
  );
  if (indexes.length > 0) await client.query(`drop index ${indexes.map(({ name }) => name).join(', ')}`);
  const rows: Record<string, number> = {};
  for (const table of manifest.tables) {
    onTable?.(table.name);
    rows[table.name] = await fillTable(client, table, script).catch(unreadable(file));
  }
  await checkComplete(script, rows, file);
  await client.query("set constraints all immediate; set local maintenance_work_mem = '256MB'");
  onTable?.('indexes');
  for (const { definition } of indexes) await client.query(definition);
  return rows;
}

async function fillTable(
  client: pg.Client,
  { name, columns, identity }: BackedUpTable,
  script: ScriptReader,
): Promise<number> {
  for (let line = await script.line(); !line?.startsWith(`copy newsbraid."${name}" `); line = await script.line()) {
    if (line === null) throw new Error(`the file ends before table ${name}`);
  }
  const quoted = columns.map((column) => client.escapeIdentifier(column)).join(', ');
  const copy = new CopyIn(client, `copy newsbraid.${client.escapeIdentifier(name)} (${quoted}) from stdin`);
  await pipeline(Readable.from(script.rows(), { objectMode: false }), copy);
  if (identity) {
    const column = client.escapeIdentifier(identity);
    await client.query(
      `select setval(pg_get_serial_sequence($1, $2), coalesce(max(${column}), 1), max(${column}) is not null) from newsbraid.${client.escapeIdentifier(name)}`,
      [`newsbraid.${name}`, identity],
    );
  }
  return copy.rows;
}

async function checkComplete(script: ScriptReader, rows: Record<string, number>, file: string): Promise<void> {
  const next = () => script.line().catch(unreadable(file));
  let footer = null;
  for (let line = await next(); line !== null && !footer; line = await next()) footer = parseFooter(line);
  const wrong = Object.entries(rows).filter(([table, count]) => footer?.rows[table] !== count);
  if (wrong.length > 0) {
    const said = wrong.map(([table, count]) => `${table}: expected ${footer?.rows[table] ?? '?'} rows, got ${count}`);
    throw new DatabaseError('backup_incomplete', `${file} is not complete: ${said.join('; ')}. Nothing was changed.`);
  }
}

function said(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') return 'it breaks off before its end';
  if (code === 'Z_DATA_ERROR') return 'it is damaged, or no file that `newsbraid db backup` wrote';
  return messageOf(cause);
}

/** What went wrong while reading, said of the file. */
function unreadable(file: string): (error: unknown) => never {
  return (cause) => {
    throw new DatabaseError('backup_unreadable', `${file} cannot be restored: ${said(cause)}. Nothing was changed.`, {
      cause,
    });
  };
}
