import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { connect, type Database } from '../../src/io/db/connect.ts';

/**
 * A migrated database of its own for the tests of one file: call it at the top of the file or of a `describe`, and read
 * `database()` inside the tests.
 */
export function useDatabase(): () => Database {
  const server = inject('serverUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  let database: Database | undefined;
  beforeAll(async () => {
    await run(server, `create database ${name} template newsbraid_template strategy file_copy`);
    const url = new URL(server);
    url.pathname = `/${name}`;
    database = await connect(url.href);
  });
  afterAll(async () => {
    await database?.close();
    await run(server, `drop database if exists ${name} with (force)`);
  });
  return () => {
    if (!database) throw new Error('useDatabase: read the database inside a test or a hook');
    return database;
  };
}

/** Empties every table, as if nothing had ever been polled. */
export async function emptyDatabase({ pool }: Pick<Database, 'pool'>): Promise<void> {
  const { rows } = await pool.query<{ tables: string }>(
    `select string_agg(format('%I.%I', schemaname, tablename), ', ') as tables from pg_tables
     where schemaname = 'newsbraid' and tablename <> 'braid'`,
  );
  await pool.query(`truncate ${rows[0]?.tables} cascade`);
  await pool.query(
    'update newsbraid.braid set next_story_id = 1, next_cluster_id = 1, words_events = 0, words_next_story_id = 1',
  );
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
