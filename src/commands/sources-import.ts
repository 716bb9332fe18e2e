import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { NewSource } from '../io/config/append-sources.ts';
import { addSources } from '../io/config/edit-sources.ts';
import type { Fetcher } from '../io/fetch/fetcher.ts';
import { refuse } from '../io/file-error.ts';
import { FeedError } from '../model/errors.ts';
import { wholeOf } from '../model/poll.ts';
import type { Settings } from '../model/settings.ts';
import { type OpmlFeed, type OpmlReject, readOpml } from '../stages/opml/read-opml.ts';
import { count } from '../text/amounts.ts';
import { withoutCredentials } from '../text/urls.ts';
import { repeated } from './arguments.ts';
import { loadConfig, placesFromEnvironment } from './context.ts';
import { print } from './print.ts';
import { fetchBody, probe, withFetcher } from './probe.ts';
import { progressBar } from './progress-bar.ts';

interface ImportOptions {
  readonly check?: boolean;
  readonly category?: string[];
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `newsbraid sources import FILE|URL`: everything that is a feed and not there yet goes into sources.yaml. */
export function sourcesImportCommand(): Command {
  return new Command('import')
    .description('Add the feeds of an OPML list to sources.yaml; its folders become categories.')
    .argument('<file|url>', 'the list')
    .option('--check', 'fetch every feed first, and leave out those that are dead')
    .option('--category <name>', 'a category to give to all of them as well; may be given several times', repeated)
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--json', 'print an object')
    .action(async (place: string, options: ImportOptions) => {
      const { configFolder } = placesFromEnvironment();
      const { settings } = await loadConfig(placesFromEnvironment());
      const { feeds, rejects } = listed(place, await readList(place, settings));
      const dead = options.check ? await findDead(feeds, settings) : [];
      const lost = new Set(dead.map(({ entry }) => entry));
      const entries = feeds.filter(({ url }) => !lost.has(url)).map((feed) => entryOf(feed, options.category ?? []));
      const { file, added, present } = await addSources(configFolder, entries, { dryRun: options.dryRun ?? false });
      const left = [...rejects, ...dead].map(({ entry, why }) => ({ entry: withoutCredentials(entry), why }));
      const known = present.map(({ url, line }) => ({ url: withoutCredentials(url), line }));
      if (options.json) print(JSON.stringify({ file, added: added.length, present: known, rejected: left }, null, 2));
      else report(file, added.length, known, left, options);
    });
}

async function readList(place: string, settings: Settings): Promise<string> {
  if (/^https?:\/\//i.test(place)) return withFetcher(settings, (fetcher) => download(place, fetcher));
  return await readFile(place, 'utf8').catch(refuse('read', place));
}

/** What the list names; a FeedError that says which list it is where it is none. */
function listed(place: string, text: string): ReturnType<typeof readOpml> {
  try {
    return readOpml(text);
  } catch (error) {
    if (!(error instanceof FeedError)) throw error;
    const said = text.trim() === '' ? 'expected an OPML list of feeds, got an empty file' : error.message;
    throw new FeedError(error.code, `${withoutCredentials(place)}: ${said}`, { cause: error });
  }
}

async function download(url: string, fetcher: Fetcher): Promise<string> {
  return new TextDecoder().decode(wholeOf((await fetchBody(url, fetcher)).body));
}

function entryOf({ url, title, categories }: OpmlFeed, more: readonly string[]): NewSource {
  const all = [...new Set([...categories, ...more])];
  return {
    url,
    ...(title && { title }),
    ...(all.length > 0 && { category: all.length === 1 ? (all[0] as string) : all }),
  };
}

/** Those of which no feed can be read. As many at a time as the settings allow, all together and to one host. */
async function findDead(feeds: readonly OpmlFeed[], settings: Settings): Promise<OpmlReject[]> {
  const dead: OpmlReject[] = [];
  const bar = progressBar(feeds.length, 'feeds');
  const waiting = [...feeds];
  await withFetcher(settings, (fetcher) => {
    const work = async () => {
      for (let feed = waiting.shift(); feed; feed = waiting.shift()) {
        const { problem } = await probe(feed.url, fetcher);
        if (problem) dead.push({ entry: feed.url, why: problem.message });
        bar?.increment();
      }
    };
    return Promise.all(Array.from({ length: settings.fetch.concurrency }, work));
  });
  bar?.stop();
  return dead;
}

/** Lines of a long report; `--json` has them all. */
const LINES_MAX = 20;

function report(
  file: string,
  added: number,
  present: readonly { url: string; line: number }[],
  left: readonly OpmlReject[],
  { dryRun }: ImportOptions,
): void {
  const list = (lines: string[]) => {
    for (const line of lines.slice(0, LINES_MAX)) print(`  ${line}`);
    if (lines.length > LINES_MAX) print(`  … and ${lines.length - LINES_MAX} more; --json lists them all`);
  };
  print(`${count(added, 'feed')} ${dryRun ? 'would be added' : 'added'} to ${file}.`);
  if (present.length > 0) print(`${present.length} there already:`);
  list(present.map(({ url, line }) => (line > 0 ? `${url} (line ${line})` : `${url} (twice in the list)`)));
  if (left.length > 0) print(`${left.length} left out:`);
  list(left.map(({ entry, why }) => `${entry}: ${why}`));
}
