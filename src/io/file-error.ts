import { messageOf, NewsbraidError } from '../model/errors.ts';

/** What Node reports of a file system, in words, and what to do about it. */
const REASONS: Readonly<Record<string, readonly [reason: string, advice: string]>> = {
  ENOENT: ['there is no such file', 'Check the path.'],
  EISDIR: ['it is a folder', 'Name a file.'],
  ENOTDIR: ['a part of its path is a file, not a folder', 'Check the path.'],
  EEXIST: ['there is a file of that name', 'Choose another name.'],
  EACCES: ['permission denied', 'Give the user who runs Newsbraid the right to it, or choose another place.'],
  EPERM: ['permission denied', 'Give the user who runs Newsbraid the right to it, or choose another place.'],
  EROFS: ['the file system can only be read', 'Choose another place.'],
  ENOSPC: ['the disk is full', 'Make room, or choose another place.'],
  EDQUOT: ['your share of the disk is full', 'Make room, or choose another place.'],
  EMFILE: ['too many files are open', 'Raise the limit (ulimit -n).'],
};

/** What is missing when something is. A folder is created with those above it, so that it is the file system that has no place. */
const MISSING = {
  read: undefined,
  write: ['its folder does not exist', 'Create it first.'],
  create: ['that place takes no folders', 'Choose another one.'],
} as const;

/** Why a file or folder cannot be used, in words that follow a colon. */
export function whyNot(error: unknown): string {
  return REASONS[codeOf(error)]?.[0] ?? messageOf(error);
}

/** What was tried with which file, why it failed, what to do. Other errors than of the file system are given back as they are. */
export function fileError(what: 'read' | 'write' | 'create', path: string, error: unknown): unknown {
  if (!isSystemError(error)) return error;
  const [reason, advice] =
    (codeOf(error) === 'ENOENT' && MISSING[what]) || (REASONS[codeOf(error)] ?? [messageOf(error), '']);
  return new NewsbraidError(`cannot_${what}`, `Cannot ${what} ${path}: ${reason}. ${advice}`.trim(), { cause: error });
}

/** Rejects with what `fileError` says; for `catch`. */
export function refuse(what: 'read' | 'write' | 'create', path: string): (error: unknown) => never {
  return (error) => {
    throw fileError(what, path, error);
  };
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | null)?.code ?? '';
}

function isSystemError(error: unknown): boolean {
  const { errno, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return errno !== undefined && syscall !== undefined;
}
