import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DatabaseError } from '../../model/errors.ts';
import { fileError } from '../file-error.ts';
import { copyBinaries, findBinaries, makeLinks, openToOthers, writable } from './binaries.ts';

/** Where one embedded server lives and who runs it. */
export interface PostgresHome {
  /** The folder with bin/initdb, bin/postgres and bin/pg_ctl. */
  readonly programs: string;
  /** The data directory (PGDATA). */
  readonly data: string;
  readonly log: string;
  /** Postgres refuses root: as root, this user runs it instead. */
  readonly user: { readonly uid: number; readonly gid: number } | null;
}

const NOBODY = { uid: 65534, gid: 65534 };
const ROOTS_SHELTER = '/var/lib/newsbraid';

/**
 * Settles where the server's files go. Normally `DATA/postgres`. As root below a folder that is closed to others (such as
 * /root), `nobody` could not reach them: then they live in /var/lib/newsbraid, and `DATA/postgres` is a link to there.
 */
export function prepareHome(dataFolder: string): PostgresHome {
  const data = resolve(dataFolder);
  makeFolder(data);
  const binaries = findBinaries();
  const user = process.getuid?.() === 0 ? NOBODY : null;
  const mode = (folder: string) => statSync(folder).mode;
  const base = user && !openToOthers(data, mode) ? shelter(data) : data;
  // Postgres's own folder is renamed into place as a whole, so its parent must belong to who runs it.
  const home = join(base, 'postgres');
  makeFolder(home);
  if (user) chownSync(home, user.uid, user.gid);

  const reachable = !user || openToOthers(binaries.folder, mode);
  const linkable = existsSync(join(binaries.folder, 'lib', 'libpq.so.5')) || writable(join(binaries.folder, 'lib'));
  const programs = reachable && linkable ? binaries.folder : copyBinaries(binaries, base);
  if (programs === binaries.folder) makeLinks(programs);
  return { programs, data: join(home, 'data'), log: join(home, 'postgres.log'), user };
}

function makeFolder(folder: string): void {
  try {
    makePath(folder);
  } catch (error) {
    const { message } = fileError('create', `the folder ${folder}`, error) as Error;
    throw new DatabaseError('no_data_folder', `${message} NEWSBRAID_DATA says where the database keeps its data.`, {
      cause: error,
    });
  }
}

/** One folder after the other: `recursive` of Node 20 never ends where the parent is there and yet takes none, as /proc. */
function makePath(folder: string): void {
  const isThere = () => statSync(folder, { throwIfNoEntry: false })?.isDirectory();
  if (isThere()) return;
  makePath(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another command that starts at the same moment may have been first.
    if (!isThere()) throw error;
  }
}

/** Random, not derived from the path: who deletes the data folder wants to begin anew. */
function shelter(data: string): string {
  const link = join(data, 'postgres');
  const linked = () => dirname(readlinkSync(link));
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) return linked();
  mkdirSync(ROOTS_SHELTER, { recursive: true, mode: 0o755 });
  const folder = mkdtempSync(join(ROOTS_SHELTER, `${basename(dirname(data)) || 'root'}-`));
  chmodSync(folder, 0o711);
  try {
    symlinkSync(join(folder, 'postgres'), link);
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return linked();
  }
}
