import { Command, Help } from 'commander';
import { readNow } from '../io/db/now.ts';
import { readSourceHealth } from '../io/db/publication-sources.ts';
import { sayDuration } from '../model/duration.ts';
import type { SourceHealth } from '../model/publication.ts';
import { nearest } from '../text/nearest.ts';
import { withoutCredentials } from '../text/urls.ts';
import { openDatabase, placesFromEnvironment } from './context.ts';
import { print, printRows } from './print.ts';
import { sourcesAddCommand } from './sources-add.ts';
import { sourcesCheckCommand } from './sources-check.ts';
import { sourcesExportCommand } from './sources-export.ts';
import { sourcesImportCommand } from './sources-import.ts';

/** `newsbraid sources`: how they are; its subcommands change or check them. */
export function sourcesCommand(): Command {
  const list = new Command('list')
    .description('Show how every source is: status, last success, next poll, failures, items a week.')
    .option('--failing', 'only those that fail, were given up or have something odd')
    .option('--json', 'print an array of objects')
    .allowExcessArguments()
    .action((options: ListOptions, command: Command) => {
      refuseUnknown(command);
      return listSources(options);
    });
  return new Command('sources')
    .description('Show, check, add, import and export sources; without a command, list them.')
    .configureHelp({ visibleOptions: (command) => [...list.options, ...new Help().visibleOptions(command)] })
    .addCommand(list, { isDefault: true })
    .addCommand(sourcesCheckCommand())
    .addCommand(sourcesAddCommand())
    .addCommand(sourcesImportCommand())
    .addCommand(sourcesExportCommand());
}

interface ListOptions {
  readonly failing?: boolean;
  readonly json?: boolean;
}

/** What is no command comes to the one that runs without a name: commander would say that `list` takes no arguments. */
function refuseUnknown(list: Command): void {
  const [unknown] = list.args;
  if (unknown === undefined) return;
  const known = list.parent?.commands.map((command) => command.name()) ?? [];
  const [meant] = nearest(unknown, known);
  list.error(
    `error: unknown command '${unknown}'${meant ? `\n(Did you mean ${meant}?)` : `: there are ${known.join(', ')}`}`,
  );
}

async function listSources(options: ListOptions): Promise<void> {
  const database = await openDatabase(placesFromEnvironment());
  try {
    const now = await readNow(database.kysely);
    const all = await readSourceHealth(database.pool, now);
    const shown = options.failing ? all.filter(isFailing) : all;
    if (shown.length === 0 && !options.json) {
      print(all.length > 0 ? 'No source fails.' : 'There are no sources yet: `newsbraid sources add URL` adds one.');
    } else {
      printRows(options.json ? shown.map(asObject) : shown.map((source) => asRow(source, now)), COLUMNS, options);
    }
  } finally {
    await database.close();
  }
}

function isFailing({ status, failures, enabled, movedTo }: SourceHealth): boolean {
  return enabled && (status === 'failing' || status === 'gone' || failures > 0 || movedTo !== null);
}

const COLUMNS = ['source', 'status', 'last success', 'next poll', 'failures', 'items a week', 'why'];

function asRow(source: SourceHealth, now: Date): object {
  const { title, url, enabled, status, lastSuccessAt, nextPollAt, failures, itemsWeek } = source;
  const polled = enabled && status !== 'gone';
  return {
    // Until it was read once, a source without a title is called after its host, as its neighbours may be.
    source: title === new URL(url).host ? withoutCredentials(url) : title,
    status: enabled ? status : 'disabled',
    'last success': lastSuccessAt ? `${sayDuration(now.getTime() - lastSuccessAt.getTime())} ago` : 'never',
    'next poll': polled ? sayNext(nextPollAt, now) : 'never',
    failures: failures || '',
    'items a week': itemsWeek,
    why: why(source),
  };
}

function asObject({ polls: _, ...source }: SourceHealth): object {
  return { ...source, url: withoutCredentials(source.url) };
}

function sayNext(at: Date, now: Date): string {
  return at <= now ? 'now' : `in ${sayDuration(at.getTime() - now.getTime())}`;
}

/** Why it fails, else what is odd. */
function why({ lastError, movedTo, warnings }: SourceHealth): string | null {
  if (lastError) return lastError;
  if (movedTo) return `moved to ${movedTo}: put that address into sources.yaml`;
  return warnings[0] ?? null;
}
