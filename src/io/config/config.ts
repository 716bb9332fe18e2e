import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Corrections } from '../../model/corrections.ts';
import { ConfigError, type ConfigMistake } from '../../model/errors.ts';
import { type Settings, settingsSchema } from '../../model/settings.ts';
import type { SourceConfig } from '../../model/source.ts';
import { type SourceEntry, sourcesFileSchema } from '../../model/sources-file.ts';
import { checkSources } from './check-sources.ts';
import { CORRECTIONS_FILE, readCorrections } from './corrections.ts';
import { readYamlFile } from './yaml-file.ts';

/** Every file that `readConfig` reads: what a running service follows. Not all of them need to be there. */
export const CONFIG_FILES = ['sources.yaml', 'settings.yaml', CORRECTIONS_FILE] as const;

/** Everything under config/, checked. */
export interface Config {
  readonly folder: string;
  readonly sources: readonly SourceConfig[];
  readonly settings: Settings;
  readonly corrections: Corrections;
}

/**
 * Reads the files of a config folder. Throws one ConfigError that lists the mistakes of all of them. A missing settings.yaml means
 * every default, a missing corrections.yaml none; sources.yaml must be there.
 */
export async function readConfig(folder: string): Promise<Config> {
  const files = [readSources(folder), readSettings(folder), readCorrections(folder)] as const;
  const [sources, settings, corrections] = await Promise.allSettled(files);
  const mistakes: ConfigMistake[] = [];
  for (const result of [sources, settings, corrections]) {
    if (result.status === 'fulfilled') continue;
    if (!(result.reason instanceof ConfigError)) throw result.reason;
    mistakes.push(...result.reason.mistakes);
  }
  if (sources.status === 'rejected' || settings.status === 'rejected' || corrections.status === 'rejected')
    throw new ConfigError(mistakes);
  return { folder, sources: sources.value, settings: settings.value, corrections: corrections.value };
}

async function readSettings(folder: string): Promise<Settings> {
  const file = join(folder, 'settings.yaml');
  if (!existsSync(file)) return settingsSchema.parse({});
  return (await readYamlFile(file, settingsSchema)).value;
}

async function readSources(folder: string): Promise<SourceConfig[]> {
  const name = join(folder, 'sources.yaml');
  const file = await readYamlFile(name, sourcesFileSchema, (data, lineOf) => checkSources(name, data, lineOf));
  return file.value.sources.map(withDefaults);
}

function withDefaults(entry: SourceEntry): SourceConfig {
  return {
    url: entry.url,
    title: entry.title ?? null,
    outlet: entry.outlet ?? null,
    categories: entry.category === undefined ? [] : [entry.category].flat(),
    everyMs: entry.every ?? null,
    priority: entry.priority ?? 0,
    enabled: entry.enabled ?? true,
  };
}
