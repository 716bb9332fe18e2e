import { createHash } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Mounted folders may send no events: their files are looked at this often. A look reads them, a megabyte in about 1 ms. */
const LOOK_EVERY_MS = 2000;
/** Editors empty a file before they fill it, or put another in its place: it counts once it stays the same for so long. */
const SETTLE_MS = 150;

/**
 * Follows the contents of some files of a folder, present or not. The folder is watched, not the files, because many editors
 * save by renaming; what counts is the content, so that a touch or a save without a change is none.
 */
export class FileWatch {
  readonly #files: readonly string[];
  readonly #onChange: () => Promise<void>;
  #seen: string;
  #looking = false;
  #again = false;
  #watcher: FSWatcher | null = null;
  readonly #timer: NodeJS.Timeout;

  private constructor(folder: string, files: readonly string[], seen: string, onChange: () => Promise<void>) {
    this.#files = files;
    this.#seen = seen;
    this.#onChange = onChange;
    const look = () => void this.#look();
    try {
      this.#watcher = watch(folder, { persistent: false }, look);
      this.#watcher.on('error', () => {});
    } catch {
      // The folder is looked at anyway.
    }
    this.#timer = setInterval(look, LOOK_EVERY_MS).unref();
  }

  /** Calls `onChange` after each change that comes later than this call. */
  static async open(folder: string, names: readonly string[], onChange: () => Promise<void>): Promise<FileWatch> {
    const files = names.map((name) => join(folder, name));
    return new FileWatch(folder, files, await fingerprint(files), onChange);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#watcher?.close();
  }

  async #look(): Promise<void> {
    this.#again = true;
    if (this.#looking) return;
    this.#looking = true;
    while (this.#again) {
      this.#again = false;
      const found = await fingerprint(this.#files);
      if (found === this.#seen) continue;
      await sleep(SETTLE_MS);
      this.#again = true;
      if ((await fingerprint(this.#files)) !== found) continue;
      this.#seen = found;
      await this.#onChange();
    }
    this.#looking = false;
  }
}

async function fingerprint(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = await readFile(file).catch((error: NodeJS.ErrnoException) => `${error.code}`);
    hash.update(`${content.length}:`).update(content);
  }
  return hash.digest('base64');
}
