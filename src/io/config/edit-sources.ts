import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sourcesFileSchema } from '../../model/sources-file.ts';
import { appendSources, type NewSource } from './append-sources.ts';
import { replaceFile } from './replace-file.ts';
import { sameFeed } from './same-feed.ts';
import { checkYaml } from './yaml-file.ts';

export interface AddedSources {
  readonly file: string;
  readonly added: readonly NewSource[];
  /** Feeds that the file names already, at which line. */
  readonly present: readonly { readonly url: string; readonly line: number }[];
}

/**
 * Adds feeds to the sources.yaml of a folder, except those that it names already. Throws the ConfigError of a file that has
 * mistakes: it is not touched then. `dryRun`: it never is.
 */
export async function addSources(
  folder: string,
  entries: readonly NewSource[],
  options: { readonly dryRun?: boolean } = {},
): Promise<AddedSources> {
  const file = join(folder, 'sources.yaml');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return 'sources: []\n';
    throw error;
  });
  const { value, lineOf } = checkYaml(file, text, sourcesFileSchema);
  const lines = new Map(value.sources.map(({ url }, index) => [sameFeed(url), lineOf(['sources', index])]));
  const added: NewSource[] = [];
  const present: { url: string; line: number }[] = [];
  for (const entry of entries) {
    const line = lines.get(sameFeed(entry.url));
    if (line !== undefined) {
      present.push({ url: entry.url, line });
    } else {
      added.push(entry);
      lines.set(sameFeed(entry.url), 0);
    }
  }
  const edited = appendSources(text, added);
  checkYaml(file, edited, sourcesFileSchema);
  if (added.length > 0 && !options.dryRun) await replaceFile(file, edited);
  return { file, added, present };
}
