import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import pg from 'pg';
import type { Indexes } from './braid.ts';
import { countPending } from './io/db/braid-store.ts';
import { connectionOptions, type Database, limitStatements } from './io/db/connect.ts';
import { onOneConnection } from './io/db/one-connection.ts';
import type { DatabaseState } from './io/db/state.ts';
import type { Tables } from './io/db/tables.ts';
import type { Log } from './io/log.ts';
import { MINUTE } from './model/duration.ts';
import { messageOf } from './model/errors.ts';
import type { Settings } from './model/settings.ts';
import { type Braided, braid, buildIndexes } from './pipeline.ts';

const BRAID_LOCK = 0x6272616964; // 'braid'
const BATCH_ITEMS = 500;
const LOOK_EVERY_MS = 1000;
/** Reading two weeks of items back after a restart is the longest statement of all. */
const STATEMENT_MS = 10 * MINUTE;

/** Called after every batch, with what it did. */
export type OnBraided = (braided: Braided) => void;

/**
 * The single writer of stories and clusters. Whoever holds the advisory lock braids, on the connection that holds it: when
 * that connection ends, so do the lock and the right to write. The others stand by and take over.
 */
export class Braider {
  readonly #database: Database;
  readonly #settings: () => Settings;
  readonly #log: Log;
  readonly #state: DatabaseState;
  readonly #onBraided: OnBraided;
  #connection: { client: pg.Client; kysely: Kysely<Tables>; indexes: Indexes | null } | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(
    database: Database,
    settings: () => Settings,
    log: Log,
    state: DatabaseState,
    onBraided: OnBraided = () => {},
  ) {
    this.#database = database;
    this.#settings = settings;
    this.#log = log;
    this.#state = state;
    this.#onBraided = onBraided;
  }

  /** Whether this process is the one that braids. */
  get leads(): boolean {
    return this.#connection !== null;
  }

  /** Braids whatever waits, now and whenever something lands. */
  start(): void {
    this.#timer = setInterval(() => this.wake(), LOOK_EVERY_MS);
    this.wake();
  }

  /** Says that something landed. */
  wake(): void {
    this.#again = true;
    this.#running ??= this.#work().finally(() => {
      this.#running = null;
    });
  }

  /** Resolves when nothing is left to braid, by this process or by the one that leads. */
  async idle(): Promise<void> {
    do {
      this.wake();
      await this.#running;
      if (this.#connection === null) await sleep(LOOK_EVERY_MS / 4);
    } while (!this.#stopped && (await countPending(this.#database.kysely)) > 0);
  }

  /** Finishes the batch under way, gives the lock back. */
  async close(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearInterval(this.#timer);
    await this.#running;
    await this.#drop();
  }

  /** Throws away the indexes: the next batch rebuilds them from the database. */
  forget(): void {
    if (this.#connection) this.#connection.indexes = null;
  }

  async #work(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        const connection = await this.#lead();
        if (!connection) return;
        connection.indexes ??= await buildIndexes(connection.kysely, this.#settings().cluster);
        const done = await braid(connection.kysely, connection.indexes, this.#settings().cluster, BATCH_ITEMS);
        this.#state.worked(done.items > 0 ? 'wrote' : 'read');
        if (done.items > 0) this.#onBraided(done);
        if (done.items === BATCH_ITEMS) this.#again = true;
      } catch (error) {
        if (!this.#state.failed(error) && !this.#stopped) {
          this.#log.error({ reason: messageOf(error) }, 'braiding failed; it will be tried again');
        }
        await this.#drop();
        return;
      }
    }
  }

  /** The connection that holds the lock; null: another process braids. */
  async #lead() {
    if (this.#connection) return this.#connection;
    const client = new pg.Client(connectionOptions(this.#database.url, STATEMENT_MS));
    client.on('error', () => {});
    client.once('end', () => {
      if (this.#connection?.client === client) this.#connection = null;
    });
    await client.connect();
    await limitStatements(client, STATEMENT_MS);
    const { rows } = await client.query('select pg_try_advisory_lock($1) as held', [BRAID_LOCK]);
    if (!rows[0].held) {
      await client.end();
      return null;
    }
    this.#connection = { client, kysely: onOneConnection(client), indexes: null };
    return this.#connection;
  }

  async #drop(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    await connection?.client.end().catch(() => {});
  }
}
