import type { Kysely } from 'kysely';
import pg from 'pg';
import { MINUTE } from '../../model/duration.ts';
import { DatabaseError } from '../../model/errors.ts';
import { connectionOptions, limitStatements } from './connect.ts';
import { onOneConnection } from './one-connection.ts';
import type { Tables } from './tables.ts';

/** Whoever holds it is the single writer of stories and clusters. */
const BRAID_LOCK = 0x6272616964; // 'braid'
/** Reading two weeks of items back after a restart is the longest statement of all. */
const STATEMENT_MS = 10 * MINUTE;
const WAIT_MS = MINUTE;
const ASK_EVERY_MS = 2000;

/** A connection that holds the lock: when it ends, so does the right to write. */
export interface BraidConnection {
  readonly client: pg.Client;
  readonly kysely: Kysely<Tables>;
}

/**
 * Takes the lock if nobody holds it, else null. `onAsked` is called when somebody else wants to write for a moment: let the
 * connection end as soon as possible.
 */
export async function tryBraidLock(url: string, onAsked: () => void): Promise<BraidConnection | null> {
  const client = await open(url);
  client.on('notification', onAsked);
  await client.query('listen newsbraid_yield');
  if (await isTaken(client)) return { client, kysely: onOneConnection(client) };
  await client.end();
  return null;
}

/**
 * Does a piece of work as the single writer. A running service is asked to step back meanwhile; it goes on afterwards from
 * what is stored then. Throws a DatabaseError `braid_busy` when it does not within a minute.
 */
export async function withBraidLock<T>(url: string, work: (kysely: Kysely<Tables>) => Promise<T>): Promise<T> {
  const client = await open(url);
  try {
    const until = performance.now() + WAIT_MS;
    while (!(await isTaken(client)) && !(await isTakenInTurn(client))) {
      if (performance.now() < until) continue;
      throw new DatabaseError(
        'braid_busy',
        `The service that uses this database did not pause its clustering within ${WAIT_MS / 1000} s. Try again, or stop it first. Nothing was changed.`,
      );
    }
    return await work(onOneConnection(client));
  } finally {
    await client.end();
  }
}

async function open(url: string): Promise<pg.Client> {
  const client = new pg.Client(connectionOptions(url, STATEMENT_MS));
  client.on('error', () => {});
  await client.connect();
  await limitStatements(client, STATEMENT_MS);
  return client;
}

async function isTaken(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query('select pg_try_advisory_lock($1) as held', [BRAID_LOCK]);
  return rows[0].held;
}

/** Asks the holder to step back and waits in line, so that no other worker comes first; false: it takes longer. */
async function isTakenInTurn(client: pg.Client): Promise<boolean> {
  await client.query('notify newsbraid_yield');
  try {
    await client.query(`set lock_timeout = ${ASK_EVERY_MS}`);
    await client.query('select pg_advisory_lock($1)', [BRAID_LOCK]);
    return true;
  } catch (error) {
    if ((error as pg.DatabaseError).code === '55P03') return false;
    throw error;
  } finally {
    await client.query('set lock_timeout = 0').catch(() => {});
  }
}
