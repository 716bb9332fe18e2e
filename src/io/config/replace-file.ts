import { chmod, chown, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { fileError, refuse } from '../file-error.ts';

/**
 * Puts a new content into a file at once, so that nobody reads half of it and a crash leaves the old one. Who owns it, its mode
 * and links to it stay. A file that is a mount of its own cannot be replaced; it is written in place.
 */
export async function replaceFile(file: string, content: string): Promise<void> {
  const target = await realpath(file).catch(() => null);
  if (target === null) return await writeFile(file, content).catch(refuse('write', file));
  const before = await stat(target);
  const fresh = `${target}.${process.pid}.new`;
  try {
    await writeFile(fresh, content, { flag: 'wx' });
    await chmod(fresh, before.mode);
    if (process.getuid?.() === 0) await chown(fresh, before.uid, before.gid);
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { force: true });
    if (!/^(EBUSY|EXDEV|EACCES|EPERM|EROFS)$/.test((error as NodeJS.ErrnoException).code ?? ''))
      throw fileError('write', file, error);
    await writeFile(target, content).catch(refuse('write', file));
  }
}
