import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { DatabaseError } from '../../model/errors.ts';
import { type BackedUpTable, type Footer, type Manifest, sayCopy, sayFooter, sayManifest } from './backup-format.ts';
import { connectionOptions, type Database } from './connect.ts';
import { CopyOut } from './copy.ts';
import { MIGRATION_TABLES } from './migrate.ts';

export interface BackupReport {
  readonly file: string;
  readonly bytes: number;
  readonly rows: Readonly<Record<string, number>>;
}

/** Half as fast again as zlib's default, for a file 5 % larger. */
const GZIP_LEVEL = 4;

/**
 * Writes every table of schema newsbraid into one file, as it stood at one moment, while the service goes on. The file is a gzipped
 * SQL script of COPY statements (see backup-format.ts); it is complete or not there at all. `version`: of this program, for the
 * record. Memory does not grow with the database.
 */
export async function backup(
  database: Pick<Database, 'url'>,
  file: string,
  version: string,
  onRows?: (table: string) => void,
): Promise<BackupReport> {
  const client = new pg.Client(connectionOptions(database.url, 0));
  client.on('error', () => {});
  await client.connect();
  const unfinished = `${file}.unfinished`;
  try {
    await client.query('begin transaction isolation level repeatable read, read only');
    const manifest = await describe(client, version);
    const rows: Record<string, number> = {};
    const script = Readable.from(writeScript(client, manifest, rows, onRows));
    await pipeline(
      script,
      createGzip({ level: GZIP_LEVEL }),
      createWriteStream(unfinished, { mode: 0o600, flush: true }),
    );
    const { size: bytes } = await stat(unfinished);
    await rename(unfinished, file);
    return { file, bytes, rows };
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  } finally {
    await client.end();
  }
}

async function* writeScript(
  client: pg.Client,
  manifest: Manifest,
  rows: Record<string, number>,
  onRows?: (table: string) => void,
): AsyncGenerator<string | Buffer> {
  yield sayManifest(manifest);
  for (const table of manifest.tables) {
    onRows?.(table.name);
    const { before, after } = sayCopy(table);
    yield before;
    const columns = table.columns.map((column) => `"${column}"`).join(', ');
    const copy = new CopyOut(client, `copy newsbraid."${table.name}" (${columns}) to stdout`);
    yield* copy;
    rows[table.name] = copy.rows;
    yield after;
  }
  yield sayFooter({ rows } satisfies Footer);
}

/** Which tables there are, from the catalog: one that a later version adds is not forgotten. */
async function describe(client: pg.Client, version: string): Promise<Manifest> {
  const { rows: ran } = await client.query<{ name: string; at: Date; server: string }>(
    `select name, now() as at, current_setting('server_version') as server
     from ${MIGRATION_TABLES.migrationTableName} order by name desc limit 1`,
  );
  if (!ran[0])
    throw new DatabaseError('no_schema', 'There is nothing to back up: no migration has run on this database.');
  const { rows: tables } = await client.query<BackedUpTable & { needs: string[] }>(
    `select c.relname as name,
       array(select attname::text from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = ''
         order by attnum) as columns,
       (select attname from pg_attribute where attrelid = c.oid and attidentity <> '') as identity,
       array(select f.relname::text from pg_constraint k join pg_class f on f.oid = k.confrelid
         where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as needs
     from pg_class c where c.relnamespace = 'newsbraid'::regnamespace and c.relkind = 'r' order by c.relname`,
  );
  const { name: schema, at, server } = ran[0];
  return { format: 1, schema, at: at.toISOString(), version, server, tables: inOrder(tables) };
}

/** Tables that others refer to come first. */
function inOrder(tables: readonly (BackedUpTable & { needs: readonly string[] })[]): BackedUpTable[] {
  const ordered: BackedUpTable[] = [];
  const rest = new Set(tables);
  while (rest.size > 0) {
    const next = [...rest].find(({ needs }) => needs.every((need) => ordered.some(({ name }) => name === need)));
    if (!next) throw new Error(`tables refer to each other: ${[...rest].map(({ name }) => name).join(', ')}`);
    ordered.push({ name: next.name, columns: next.columns, identity: next.identity });
    rest.delete(next);
  }
  return ordered;
}
