import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../dist/io/db/connect.js';
import { migrate } from '../../dist/io/db/migrate.js';
import { openEmbedded } from '../../dist/io/postgres/embedded.js';
import { atEnd } from './at-end.mjs';
import { cpuMsOfTree, pssMbOfTree } from './processes.mjs';

/** An embedded server of its own with an empty, migrated database, and what it has used so far; gone at the end. */
export async function openPostgres() {
  const folder = mkdtempSync(join(tmpdir(), 'newsbraid-bench-'));
  chmodSync(folder, 0o755);
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  const embedded = await openEmbedded(folder);
  atEnd(() => embedded.stop());
  const database = await connect(embedded.url);
  atEnd(() => database.close());
  await migrate(database);
  const { pool } = database;
  await pool.query('create extension if not exists pg_stat_statements');
  const root = Number(readFileSync(join(embedded.folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
  const ask = async (text) => (await pool.query(text)).rows;
  return {
    url: embedded.url,
    database,
    ask,
    cpuMs: () => cpuMsOfTree(root),
    pssMb: () => pssMbOfTree(root),
    forgetStatements: () => ask('select pg_stat_statements_reset()'),
    /** What took longest since they were forgotten. */
    statements: (limit = 12) =>
      ask(
        `select calls::int, total_exec_time::int as ms, rows::int, round(wal_bytes / 1e6, 1)::float as wal_mb,
           left(regexp_replace(query, '\\s+', ' ', 'g'), 110) as statement
         from pg_stat_statements order by total_exec_time desc limit ${limit}`,
      ),
  };
}
