import { resolve } from 'node:path';
import { Command } from 'commander';
import { readConfig } from '../io/config/config.ts';
import { type ConfigInForce, readConfigInForce } from '../io/db/config-in-force.ts';
import { ConfigError } from '../model/errors.ts';
import { defaultSettings } from '../model/settings.ts';
import { type Change, type ConfigDiff, diffConfig } from '../stages/diff-config.ts';
import { count } from '../text/amounts.ts';
import { withoutCredentials } from '../text/urls.ts';
import { openDatabase, placesFromEnvironment } from './context.ts';
import { print } from './print.ts';

export function configCommand(): Command {
  const check = new Command('check')
    .description('Say every mistake in the config files; exit code 1 when there is one.')
    .argument('[folder]', 'of the files to check (default: NEWSBRAID_CONFIG, else ./config)')
    .option('--diff', 'say as well what they would change in the running service')
    .option('--json', 'print an object')
    .action(checkConfig);
  return new Command('config').description('Check the config.').addCommand(check);
}

async function checkConfig(given: string | undefined, options: { diff?: boolean; json?: boolean }): Promise<void> {
  const folder = resolve(given ?? placesFromEnvironment().configFolder);
  try {
    const config = await readConfig(folder);
    const diff = options.diff ? await diffWithRunning(config) : null;
    if (options.json) {
      print(JSON.stringify({ ok: true, mistakes: [], sources: config.sources.length, ...(diff && { diff }) }, null, 2));
    } else {
      print(`${folder} is in order: ${count(config.sources.length, 'source')}.`);
      if (diff) printDiff(diff);
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (options.json) print(JSON.stringify({ ok: false, mistakes: error.mistakes }, null, 2));
    else print(error.message);
    process.exitCode = 1;
  }
}

async function diffWithRunning(config: Awaited<ReturnType<typeof readConfig>>): Promise<ConfigDiff> {
  const database = await openDatabase(placesFromEnvironment());
  let running: ConfigInForce;
  try {
    running = await readConfigInForce(database.pool);
  } finally {
    await database.close();
  }
  const before = { sources: running.sources, settings: running.settings ?? defaultSettings };
  return withoutPasswords(diffConfig(before, config, running.removed));
}

function withoutPasswords({ added, returning, removed, changed, settings }: ConfigDiff): ConfigDiff {
  return {
    added: added.map(withoutCredentials),
    returning: returning.map(withoutCredentials),
    removed: removed.map(withoutCredentials),
    changed: changed.map(({ url, changes }) => ({ url: withoutCredentials(url), changes })),
    settings,
  };
}

function printDiff({ added, returning, removed, changed, settings }: ConfigDiff): void {
  for (const url of added) print(`+ ${url}`);
  for (const url of returning) print(`+ ${url} (was there before, and goes on where it was)`);
  for (const url of removed) print(`- ${url} (its items stay)`);
  for (const { url, changes } of changed) print(`~ ${url}: ${changes.map(sayChange).join(', ')}`);
  for (const change of settings) print(`~ settings ${sayChange(change)}`);
  if (added.length + returning.length + removed.length + changed.length + settings.length === 0) {
    print('Nothing would change.');
  }
}

function sayChange({ key, from, to }: Change): string {
  return `${key} ${JSON.stringify(from)} → ${JSON.stringify(to)}`;
}
