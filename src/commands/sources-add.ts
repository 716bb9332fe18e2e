import { Command } from 'commander';
import type { NewSource } from '../io/config/append-sources.ts';
import { addSources } from '../io/config/edit-sources.ts';
import type { Fetcher } from '../io/fetch/fetcher.ts';
import { FeedError } from '../model/errors.ts';
import { count } from '../text/amounts.ts';
import { withoutCredentials } from '../text/urls.ts';
import { addressOf, repeated } from './arguments.ts';
import { loadConfig, placesFromEnvironment } from './context.ts';
import { remarkOnBraided } from './own-feed.ts';
import { print } from './print.ts';
import { offeredFeed, type Probe, probe, withFetcher } from './probe.ts';

interface AddOptions {
  readonly title?: string;
  readonly outlet?: string;
  readonly category?: string[];
  readonly json?: boolean;
}

/** `newsbraid sources add URL`: finds the feed, checks it and writes it down; a running service follows within seconds. */
export function sourcesAddCommand(): Command {
  return new Command('add')
    .description('Add a feed, or the feed behind the address of a site, to sources.yaml.')
    .argument('<url>', 'address of a feed or of a page that names one')
    .option('--title <text>', 'name of the source (default: the title of the feed)')
    .option('--outlet <text>', 'who publishes it (default: the domain of its site)')
    .option('--category <name>', 'a category; may be given several times', repeated)
    .option('--json', 'print an object')
    .action(async (given: string, options: AddOptions) => {
      const places = placesFromEnvironment();
      const { settings } = await loadConfig(places);
      const found = await withFetcher(settings, (fetcher) => findFeed(addressOf(given), fetcher));
      const braided = remarkOnBraided(found, settings, places);
      const remarks = [...found.remarks, ...(braided === null ? [] : [braided])];
      const entry = entryOf(found, options);
      const { file, added, present } = await addSources(places.configFolder, [entry]);
      const line = present[0]?.line ?? null;
      if (options.json) {
        print(JSON.stringify({ url: withoutCredentials(entry.url), added: added.length > 0, line, remarks }));
      } else {
        const what = `${found.feed?.title || '(no title)'}, ${count(found.feed?.items.length ?? 0, 'item')}`;
        print(`${withoutCredentials(entry.url)}: ${what}`);
        for (const remark of remarks) print(`  ! ${remark}`);
        print(line === null ? `Added to ${file}.` : `Nothing to do: line ${line} of ${file} names it already.`);
      }
    });
}

/** The address itself, or what it offers. Throws a FeedError that says what was found instead. */
async function findFeed(url: string, fetcher: Fetcher): Promise<Probe> {
  const first = await probe(url, fetcher);
  if (first.feed) return first;
  const offered = offeredFeed(first);
  const second = offered === null ? first : await probe(offered, fetcher);
  if (second.feed) return second;
  throw new FeedError(second.problem?.code ?? 'no_feed', second.problem?.message ?? 'There is no feed.');
}

/** An address that has moved for good is written down as what it is now, unless credentials would be lost. */
function entryOf({ url, answer }: Probe, { title, outlet, category }: AddOptions): NewSource {
  const moved = withoutCredentials(url) === url ? answer.permanentUrl : null;
  return {
    url: moved ?? url,
    ...(title && { title }),
    ...(outlet && { outlet }),
    ...(category?.length && { category: category.length === 1 ? category[0] : category }),
  };
}
