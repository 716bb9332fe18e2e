import { spawn } from 'node:child_process';
import { UsageError } from '../model/errors.ts';

/**
 * Runs the psql of this machine and resolves with its exit code. The password goes by the environment: arguments are visible to
 * every user of the machine. Throws a UsageError that says what to install where there is no psql.
 */
export function runPsql(url: string, args: readonly string[]): Promise<number> {
  const address = new URL(url);
  const password = decodeURIComponent(address.password);
  address.password = '';
  return new Promise((resolve, reject) => {
    const psql = spawn('psql', [address.href, ...args], {
      stdio: 'inherit',
      env: { ...process.env, ...(password ? { PGPASSWORD: password } : {}) },
    });
    // Ctrl-C ends a query in psql, not the command around it.
    const ignore = () => {};
    process.on('SIGINT', ignore);
    psql.once('error', (error: NodeJS.ErrnoException) => {
      const missing =
        'psql is not installed: apt install postgresql-client, dnf install postgresql, brew install libpq, or ' +
        'https://www.postgresql.org/download/. Without it: newsbraid sql "select …".';
      reject(error.code === 'ENOENT' ? new UsageError('no_psql', missing) : error);
    });
    psql.once('close', (code) => {
      process.off('SIGINT', ignore);
      resolve(code ?? 1);
    });
  });
}
