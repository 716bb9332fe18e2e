import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { connect } from '../../src/io/db/connect.ts';
import { migrate } from '../../src/io/db/migrate.ts';
import { openEmbedded } from '../../src/io/postgres/embedded.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A server on which tests create databases; its `newsbraid_template` is migrated. */
    serverUrl: string;
  }
}

/**
 * One real Postgres for all tests: the embedded one, or the server that TEST_DATABASE_URL names (a role that may create
 * databases). Each test file copies the files of the migrated template, which takes 30 ms; through the WAL it takes 150.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'newsbraid-test-'));
  // Where root runs the tests, another user runs Postgres and must be able to enter.
  chmodSync(folder, 0o755);
  const embedded = process.env.TEST_DATABASE_URL ? null : await openEmbedded(folder);
  const serverUrl = embedded?.url ?? (process.env.TEST_DATABASE_URL as string);
  // Its data need not outlive the tests.
  if (embedded) await run(serverUrl, 'alter system set fsync = off', 'select pg_reload_conf()');
  await run(serverUrl, 'drop database if exists newsbraid_template', 'create database newsbraid_template');
  const template = await connect(withDatabase(serverUrl, 'newsbraid_template'));
  await migrate(template);
  await template.close();
  project.provide('serverUrl', serverUrl);
  return async () => {
    if (!embedded) await run(serverUrl, 'drop database newsbraid_template');
    // Workers of vitest may still be closing their connections.
    await embedded?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

async function run(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
