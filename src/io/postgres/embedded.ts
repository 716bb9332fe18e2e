import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, closeSync, existsSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DatabaseError } from '../../model/errors.ts';
import { applicationName } from '../db/connect.ts';
import { createCluster, freePort, readSecret, run } from './create-cluster.ts';
import { type PostgresHome, prepareHome } from './home.ts';

/** A real Postgres, run by the service itself; `psql` and other newsbraid commands use it at the same time. */
export interface EmbeddedPostgres {
  readonly url: string;
  /** The data directory. */
  readonly folder: string;
  /** Leaves it; the last newsbraid process to leave stops it. */
  close(): Promise<void>;
  /** Stops it, whoever else uses it. */
  stop(): Promise<void>;
}

const START_MS_MAX = 30_000;
const PROBE_EVERY_MS = 25;
const SECOND_LOOK_MS = 200;

/** Durable by default (fsync and synchronous commit stay on); the rest suits one service on one machine. */
const SERVER_OPTIONS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=60',
  'max_wal_size=2GB',
  'wal_level=minimal',
  'max_wal_senders=0',
  'wal_compression=on',
  'random_page_cost=1.1',
  'log_min_messages=warning',
  'shared_preload_libraries=pg_stat_statements',
  'pg_stat_statements.track_utility=off',
  'timezone=UTC',
  'log_timezone=UTC',
];

/**
 * Starts the server whose files lie under `dataFolder`, or adopts it when it still runs (after a kill -9 of its service, or
 * because another newsbraid command started it). Throws a DatabaseError that names its log when it does not come up.
 */
export async function openEmbedded(dataFolder: string): Promise<EmbeddedPostgres> {
  const home = prepareHome(dataFolder);
  if (!existsSync(join(home.data, 'PG_VERSION'))) await createCluster(home);
  closeToOthers(home);
  const secret = readSecret(home);
  const url = await startOrAdopt(home, secret);
  return { url, folder: home.data, close: () => leave(home, url), stop: () => stopServer(home) };
}

/** Copied, or unpacked from an archive, it may be open to others, and Postgres starts on no such folder. */
function closeToOthers({ data }: PostgresHome): void {
  const { mode } = statSync(data);
  if ((mode & 0o027) !== 0) chmodSync(data, 0o700);
}

async function startOrAdopt(home: PostgresHome, secret: { password: string; port: number }): Promise<string> {
  const deadline = Date.now() + START_MS_MAX;
  let server: ChildProcess | null = null;
  while (Date.now() < deadline) {
    const running = runningServer(home);
    // A server that is just starting has not written its port yet.
    if (running && running.port > 0) {
      const url = `postgresql://newsbraid:${secret.password}@127.0.0.1:${running.port}/newsbraid`;
      if (await answers(url)) return url;
    }
    // Two starters at once: one gets the data directory, the other's server ends and it connects to the first.
    if (!running && (!server || server.exitCode !== null || server.signalCode !== null)) {
      if (server && server.exitCode !== 0) await sleep(4 * PROBE_EVERY_MS);
      if (!runningServer(home)) server = spawnServer(home, await freePort(secret.port));
    }
    await sleep(PROBE_EVERY_MS);
  }
  throw new DatabaseError(
    'embedded_postgres_failed',
    `The embedded Postgres did not start within ${START_MS_MAX / 1000} s. Its log says: ${lastLines(home.log)} (${home.log})`,
  );
}

/** What postmaster.pid says of a server that is alive: line 1 is its process, line 4 its port. */
function runningServer(home: PostgresHome): { pid: number; port: number } | null {
  let lines: string[];
  try {
    lines = readFileSync(join(home.data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (isStale(pid)) {
    rmSync(join(home.data, 'postmaster.pid'), { force: true });
    return null;
  }
  try {
    process.kill(pid, 0);
    return { pid, port };
  } catch {
    return null;
  }
}

/**
 * After a crash the next server refuses to start while the process named in the lock file seems to live: a killed server that
 * nobody reaped (a zombie), or another program that was given the same number, as often happens in containers.
 */
function isStale(pid: number): boolean {
  try {
    const [, name, state] = /\((.*)\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return name !== 'postgres' || state === 'Z';
  } catch {
    return false;
  }
}

/** Detached, so that Ctrl-C in a terminal reaches the service and not the database below it. */
function spawnServer(home: PostgresHome, port: number): ChildProcess {
  const log = openSync(home.log, 'a');
  if (home.user) chownSync(home.log, home.user.uid, home.user.gid);
  const options = SERVER_OPTIONS.flatMap((option) => ['-c', option]);
  const server = spawn(join(home.programs, 'bin', 'postgres'), ['-D', home.data, '-p', String(port), ...options], {
    ...home.user,
    cwd: home.data,
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', log, log],
    detached: true,
  });
  server.on('error', () => {});
  server.unref();
  closeSync(log);
  return server;
}

async function leave(home: PostgresHome, url: string): Promise<void> {
  // Two that leave at once see each other: a second look finds one of them gone.
  if ((await otherUsers(url)) > 0) await sleep(SECOND_LOOK_MS);
  if ((await otherUsers(url)) === 0) await stopServer(home);
}

async function stopServer(home: PostgresHome): Promise<void> {
  if (!runningServer(home)) return;
  const stop = (mode: string, seconds: number) =>
    run(home, 'pg_ctl', ['stop', '-D', home.data, '-m', mode, '-w', '-t', String(seconds), '-s']);
  await stop('fast', 4)
    .catch(() => stop('immediate', 2))
    .catch((error: unknown) => {
      // Of two that leave at once, one stops it and the other finds it gone.
      if (runningServer(home)) throw error;
    });
}

/** How many other newsbraid processes use the server: each names itself `newsbraid PID`. */
async function otherUsers(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, application_name: 'leaving' });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query(
      `select count(distinct application_name)::int as others from pg_stat_activity
       where application_name like 'newsbraid %' and application_name <> $1`,
      [applicationName()],
    );
    return rows[0].others as number;
  } catch {
    return 0;
  } finally {
    await client.end().catch(() => {});
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 2000,
    application_name: applicationName(),
  });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function lastLines(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').slice(-5).join(' | ');
  } catch {
    return 'nothing';
  }
}
