import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { readNamedSources } from '../io/db/publication-sources.ts';
import { refuse } from '../io/file-error.ts';
import { toOpml } from '../stages/publish/opml.ts';
import { count } from '../text/amounts.ts';
import { withoutSecrets } from '../text/urls.ts';
import { loadConfig, openDatabase, placesFromEnvironment } from './context.ts';
import { print } from './print.ts';

/** `newsbraid sources export [FILE]`: sources.yaml as a list that other readers import. */
export function sourcesExportCommand(): Command {
  return new Command('export')
    .description('Write the sources of sources.yaml as an OPML list; categories become folders.')
    .argument('[file]', 'where to (default, and -: standard output)')
    .option('--with-passwords', 'keep user names, passwords and tokens in addresses')
    .action(async (file: string | undefined, options: { withPasswords?: boolean }) => {
      const places = placesFromEnvironment();
      const { sources, settings } = await loadConfig(places);
      const database = await openDatabase(places);
      try {
        // The titles and sites of the feeds themselves, where they were polled already.
        const known = new Map(
          [...(await readNamedSources(database.pool)).values()].map((source) => [source.url, source]),
        );
        const listed = sources.map(({ url, title, categories }) => ({
          url: options.withPasswords ? url : withoutSecrets(url),
          title: title ?? known.get(url)?.title ?? new URL(url).host,
          siteUrl: known.get(url)?.siteUrl ?? null,
          categories,
        }));
        const opml = toOpml(settings.site.title, listed);
        if (file === undefined || file === '-') {
          print(opml.trimEnd());
          return;
        }
        await writeFile(file, opml).catch(refuse('write', file));
        print(`${count(listed.length, 'source')} written to ${file}.`);
      } finally {
        await database.close();
      }
    });
}
