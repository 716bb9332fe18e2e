import { resolve } from 'node:path';
import { type Config, readConfig } from '../io/config/config.ts';
import { connect, type Database } from '../io/db/connect.ts';
import { migrate } from '../io/db/migrate.ts';
import { ensureReader, type Reader } from '../io/db/reader-role.ts';
import { type EmbeddedPostgres, openEmbedded } from '../io/postgres/embedded.ts';
import { UsageError } from '../model/errors.ts';

/** Where things are, as the environment says. */
export interface Places {
  readonly configFolder: string;
  readonly dataFolder: string;
  /** null: the embedded server. */
  readonly databaseUrl: string | null;
  readonly host: string;
  readonly port: number;
}

export function placesFromEnvironment(environment: NodeJS.ProcessEnv = process.env): Places {
  return {
    configFolder: resolve(environment.NEWSBRAID_CONFIG || 'config'),
    dataFolder: resolve(environment.NEWSBRAID_DATA || 'data'),
    databaseUrl: environment.DATABASE_URL ? databaseUrlOf(environment.DATABASE_URL) : null,
    host: environment.HOST || '127.0.0.1',
    port: portOf(environment.PORT || '8080'),
  };
}

function databaseUrlOf(text: string): string {
  if (/^postgres(ql)?:\/\//.test(text)) return text;
  // Whatever form it has: what may be a password is not shown.
  const shown = text.replace(/^.*@/s, '***@').replace(/(password\W+).*/is, '$1***');
  const expected = 'an address such as postgresql://user:password@host:5432/name';
  throw new UsageError('bad_database_url', `DATABASE_URL: expected ${expected}, got "${shown}".`);
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65_536) return port;
  throw new UsageError('bad_port', `PORT: expected a number from 0 to 65535, got "${text}".`);
}

/** An open database with an up-to-date schema, and how to leave it. */
export interface OpenedDatabase extends Database {
  /** null: DATABASE_URL names the server. */
  readonly embedded: EmbeddedPostgres | null;
  /** Who may read schema `news` and nothing else. */
  readonly reader: Reader;
}

/** Opens the database: DATABASE_URL's, or the embedded one, which is started if it does not run. */
export async function openDatabase(places: Places, options: { migrate?: boolean } = {}): Promise<OpenedDatabase> {
  const embedded = places.databaseUrl ? null : await openEmbedded(places.dataFolder);
  try {
    const database = await connect(embedded?.url ?? (places.databaseUrl as string));
    const close = async () => {
      await database.close();
      await embedded?.close();
    };
    try {
      if (options.migrate !== false) await migrate(database);
      return { ...database, embedded, close, reader: await ensureReader(database, embedded !== null) };
    } catch (error) {
      await database.close();
      throw error;
    }
  } catch (error) {
    await embedded?.close();
    throw error;
  }
}

export function loadConfig(places: Places): Promise<Config> {
  return readConfig(places.configFolder);
}
