import { setTimeout as sleep } from 'node:timers/promises';
import type { BraidConfig } from '../braid/braid-config.ts';
import { correct } from '../braid/correct.ts';
import { BraidMemory } from '../braid/memory.ts';
import { type BraidConnection, tryBraidLock } from '../io/db/braid-lock.ts';
import { countPending } from '../io/db/braid-read.ts';
import type { Database } from '../io/db/connect.ts';
import type { DatabaseState } from '../io/db/state.ts';
import type { Log } from '../io/log.ts';
import { messageOf } from '../model/errors.ts';
import { type Braided, braid, keepWords } from '../pipeline/braid.ts';

const BATCH_ITEMS = 500;
const LOOK_EVERY_MS = 1000;
/** A one-shot command gives up after as many. */
const TRIES = 3;

/** What this process has while it is the one that braids. */
interface Leading extends BraidConnection {
  /** Whether the memory was built since it leads. */
  remembers: boolean;
}

/** Called after every batch, with what it did. */
export type OnBraided = (braided: Braided) => void;

/**
 * The single writer of stories and clusters. Whoever holds the advisory lock braids, on the connection that holds it: when
 * that connection ends, so do the lock and the right to write. The others stand by and take over. Corrections are applied
 * before anything else, and whenever `forget` says that they changed.
 */
export class Braider {
  readonly #database: Database;
  readonly #config: () => BraidConfig;
  readonly #log: Log;
  readonly #state: DatabaseState;
  readonly #onBraided: OnBraided;
  #connection: Leading | null = null;
  #memory: BraidMemory | null = null;
  /** Somebody else wants to write for a moment. */
  #asked = false;
  /** The memory is not what it would be if it were rebuilt now. */
  #outdated = false;
  #running: Promise<void> | null = null;
  #again = false;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;
  /** Failures one after the other, for reasons that do not pass by themselves. */
  #failures = 0;
  #lastFailure: unknown = null;

  constructor(
    database: Database,
    config: () => BraidConfig,
    log: Log,
    state: DatabaseState,
    onBraided: OnBraided = () => {},
  ) {
    this.#database = database;
    this.#config = config;
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

  /** Resolves when nothing is left to braid, by this process or by the one that leads. Throws what keeps this one from it for good. */
  async idle(): Promise<void> {
    do {
      this.wake();
      await this.#running;
      if (this.#failures >= TRIES) throw this.#lastFailure;
      if (this.#connection === null) await sleep(LOOK_EVERY_MS / 4);
    } while (!this.#stopped && (await countPending(this.#database.kysely)) > 0);
  }

  /** Finishes the batch under way, gives the lock back. */
  async close(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearInterval(this.#timer);
    await this.#running;
    await this.#stepBack();
    await this.#release();
  }

  /** What is remembered is rebuilt from the database, after what the corrections say was done to it. */
  forget(): void {
    this.#outdated = true;
  }

  async #work(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        if (this.#asked) return await this.#stepBack();
        const connection = await this.#lead();
        if (!connection) return await this.#release();
        const config = this.#config();
        const memory = await this.#prepare(connection, config);
        for await (const done of braid(connection.kysely, memory, config, BATCH_ITEMS)) {
          this.#failures = 0;
          this.#state.worked('wrote');
          this.#onBraided(done);
          if (done.corrected > 0) this.forget();
          if (this.#outdated || this.#asked || this.#stopped) {
            connection.remembers = false;
            this.#again = true;
            break;
          }
        }
        this.#state.worked('read');
      } catch (error) {
        if (!this.#state.failed(error) && !this.#stopped) {
          this.#failures += 1;
          this.#lastFailure = error;
          this.#log.error({ reason: messageOf(error) }, 'braiding failed; it will be tried again');
        }
        await this.#drop();
        return;
      }
    }
  }

  /** What is remembered for braiding, made when it is needed. */
  async #prepare(connection: Leading, config: BraidConfig): Promise<BraidMemory> {
    this.#memory ??= new BraidMemory();
    if (connection.remembers && !this.#outdated) return this.#memory;
    this.#outdated = false;
    const done = await correct(connection.kysely, config.corrections);
    if (done.sourcesRenamed + done.changes > 0) this.#log.info(done, 'the corrections are in force');
    await this.#memory.rebuild(connection.kysely, config);
    connection.remembers = true;
    return this.#memory;
  }

  /** The connection that holds the lock; null: another process braids. */
  async #lead() {
    if (this.#connection) return this.#connection;
    const connection = await tryBraidLock(this.#database.url, () => {
      this.#asked = true;
      this.wake();
    });
    if (!connection) return null;
    this.#connection = { ...connection, remembers: false };
    connection.client.once('end', () => {
      if (this.#connection?.client === connection.client) this.#connection = null;
    });
    return this.#connection;
  }

  /** Another process leads: what is remembered here is of no use. */
  async #release(): Promise<void> {
    const memory = this.#memory;
    this.#memory = null;
    await memory?.close();
  }

  /** Gives the lock back in good order. */
  async #stepBack(): Promise<void> {
    const connection = this.#connection;
    if (connection?.remembers && this.#memory) {
      await keepWords(connection.kysely, this.#memory).catch((error) => this.#state.failed(error));
    }
    await this.#drop();
  }

  async #drop(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    this.#asked = false;
    await connection?.client.end().catch(() => {});
  }
}
