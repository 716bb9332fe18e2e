import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseError } from '../../model/errors.ts';
import type { PostgresHome } from './home.ts';

const SECRET_FILE = 'newsbraid.json';

/** The password, and the port that the server had first and takes again when it is free. */
export function readSecret(home: PostgresHome): { password: string; port: number } {
  return JSON.parse(readFileSync(join(home.data, SECRET_FILE), 'utf8'));
}

/** Runs initdb beside the final place and renames, so that a kill in the middle leaves no half-made cluster. */
export async function createCluster(home: PostgresHome): Promise<void> {
  const unfinished = `${home.data}.${randomBytes(6).toString('hex')}`;
  const passwordFile = `${unfinished}.password`;
  const password = randomBytes(18).toString('base64url');
  const own = (file: string) => home.user && chownSync(file, home.user.uid, home.user.gid);
  try {
    writeFileSync(passwordFile, password, { mode: 0o600 });
    own(passwordFile);
    await run(home, 'initdb', [
      ...['-D', unfinished, '-U', 'newsbraid', '--pwfile', passwordFile, '-A', 'scram-sha-256', '-E', 'UTF8'],
      ...['--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--no-sync', '--no-instructions'],
    ]);
    const secretFile = join(unfinished, SECRET_FILE);
    writeFileSync(secretFile, JSON.stringify({ password, port: await freePort(0) }), { mode: 0o600 });
    own(secretFile);
    await createDatabase(home, unfinished);
    renameSync(unfinished, home.data);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(join(home.data, 'PG_VERSION'))) throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Single-user mode needs no port and no second start. */
async function createDatabase(home: PostgresHome, folder: string): Promise<void> {
  await run(home, 'postgres', ['--single', '-D', folder, 'postgres'], 'create database newsbraid;\n');
}

export async function run(home: PostgresHome, program: string, args: string[], input = ''): Promise<void> {
  const child = spawn(join(home.programs, 'bin', program), args, {
    ...home.user,
    cwd: join(home.data, '..'),
    env: { ...process.env, LC_ALL: 'C' },
    stdio: 'pipe',
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  // A program that has ended already reads nothing; its exit code says why.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new DatabaseError(
      'embedded_postgres_failed',
      `${program} ended with code ${code}: ${output.trim().slice(-2000)}`,
    );
}

/** `wanted` if it is free on loopback, else any free port: a `psql` line that was noted stays right. */
export async function freePort(wanted: number): Promise<number> {
  const listen = (port: number) =>
    new Promise<number>((resolve, reject) => {
      const server = createServer();
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        const taken = (server.address() as { port: number }).port;
        server.close(() => resolve(taken));
      });
    });
  return listen(wanted).catch(() => listen(0));
}
