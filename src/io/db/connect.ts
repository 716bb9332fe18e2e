import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { DatabaseError, messageOf } from '../../model/errors.ts';
import type { Tables } from './tables.ts';

/** An open database: kysely for what we write, the pool for what needs a connection of its own. */
export interface Database {
  readonly kysely: Kysely<Tables>;
  readonly pool: pg.Pool;
  readonly url: string;
  close(): Promise<void>;
}

const SERVER_VERSION_MIN = 15;
const CONNECTIONS_MAX = 10;
const INT8 = 20;

/** Our bigints are ids and counts, far below 2^53: numbers, not strings. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === INT8 && format !== 'binary'
      ? Number
      : (pg.types.getTypeParser(oid, format as 'text') as (value: string) => unknown),
};

/** What every connection of ours has in common. */
export function connectionOptions(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: `newsbraid ${process.pid}`,
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    types,
  };
}

/**
 * Opens a pool and checks that a usable server answers. Throws a DatabaseError that says what to do and never holds the
 * password.
 */
export async function connect(url: string): Promise<Database> {
  const pool = new pg.Pool({ ...connectionOptions(url), max: CONNECTIONS_MAX });
  // An idle connection that the server ends (a restart) is replaced by the next query; without a listener it would end us.
  pool.on('error', () => {});
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    const { rows } = await sql<{
      version: number;
    }>`select current_setting('server_version_num')::int / 10000 as version`.execute(kysely);
    const version = rows[0]?.version ?? 0;
    if (version < SERVER_VERSION_MIN) {
      throw new DatabaseError(
        'postgres_too_old',
        `Postgres at ${withoutPassword(url)} is version ${version}; Newsbraid needs ${SERVER_VERSION_MIN} or newer.`,
      );
    }
  } catch (cause) {
    await kysely.destroy();
    if (cause instanceof DatabaseError) throw cause;
    throw new DatabaseError(
      'no_database',
      `Cannot use Postgres at ${withoutPassword(url)}: ${messageOf(cause)}. Check DATABASE_URL and that the server runs.`,
      { cause },
    );
  }
  return { kysely, pool, url, close: () => kysely.destroy() };
}

/** A connection URL as it may be logged. */
export function withoutPassword(url: string): string {
  try {
    const parsed = new URL(url);
    if (parsed.password) parsed.password = '***';
    return parsed.href;
  } catch {
    return '(an unreadable URL)';
  }
}
