import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { DatabaseError, messageOf } from '../../model/errors.ts';
import { parseUrl } from '../../text/parse-url.ts';
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

/**
 * Longest time for one statement of the service. The server ends it then; a server that does not even do that is given up a
 * little later, so that a database which hangs cannot hang us.
 */
export const STATEMENT_MS = 60_000;
/** A connection whose other end has vanished is noticed about so long after its last sign of life. */
const KEEP_ALIVE_MS = 10_000;

/** How this process names itself to Postgres: the last of these to leave stops an embedded server. */
export function applicationName(): string {
  return `newsbraid ${process.pid}`;
}

/**
 * What every connection of ours has in common. `statementMs`: longest time to wait for one answer; 0: as long as it takes, which
 * suits a backup or a question of the user's.
 */
export function connectionOptions(url: string, statementMs = 0): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: applicationName(),
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    query_timeout: statementMs === 0 ? 0 : 1.1 * statementMs + 500,
    types,
  };
}

/**
 * Sets the server's own limits on a connection. A statement and not a startup parameter, since poolers such as PgBouncer
 * refuse those they do not know. A transaction that is left open would keep its rows locked, so it ends, too.
 */
export async function limitStatements(client: pg.ClientBase, statementMs = STATEMENT_MS): Promise<void> {
  await client.query(
    `set statement_timeout = ${statementMs}; set idle_in_transaction_session_timeout = ${statementMs}`,
  );
}

/** pg gives up waiting for an answer but keeps the connection, which is of no use any more: this one ends it. */
class ImpatientClient extends pg.Client {
  constructor(options?: pg.ClientConfig) {
    super(options);
    // Without a listener, a connection that breaks between two queries of a transaction would end the process.
    this.on('error', () => {});
    const query = this.query.bind(this) as (...args: unknown[]) => unknown;
    this.query = ((...args: unknown[]) => {
      const result = query(...args);
      if (result instanceof Promise) result.catch((error: unknown) => this.#giveUpIfSilent(error));
      return result;
    }) as typeof this.query;
  }

  #giveUpIfSilent(error: unknown): void {
    if (messageOf(error) === 'Query read timeout') this.end().catch(() => {});
  }
}

/**
 * Opens a pool and checks that a usable server answers. Throws a DatabaseError that says what to do and never holds the
 * password. `statementMs`: see `connectionOptions`.
 */
export async function connect(url: string, statementMs = STATEMENT_MS): Promise<Database> {
  const options = { ...connectionOptions(url, statementMs), max: CONNECTIONS_MAX, Client: ImpatientClient };
  const onConnect = (client: pg.ClientBase) => limitStatements(client, statementMs);
  const pool = new pg.Pool({ ...options, onConnect } as pg.PoolConfig);
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
function withoutPassword(url: string): string {
  const parsed = parseUrl(url);
  if (parsed?.password) parsed.password = '***';
  return parsed?.href ?? '(an unreadable URL)';
}
