import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { refuse } from '../io/file-error.ts';
import type { IncomingFeed } from '../model/item.ts';
import { wholeOf } from '../model/poll.ts';
import { normalise } from '../stages/normalise/normalise.ts';
import { parse } from '../stages/parse/parse.ts';
import { loadConfig, placesFromEnvironment } from './context.ts';
import { print } from './print.ts';
import { fetchBody, withFetcher } from './probe.ts';

export function parseCommand(): Command {
  return new Command('parse')
    .description('Show what the parser and the normaliser make of feeds. Stores nothing.')
    .argument('<file|url...>', 'feeds to read')
    .option('--json', 'print JSON: an object for one feed, an array for several')
    .action(async (places: string[], options: { json?: boolean }) => {
      const feeds = [];
      for (const place of places) feeds.push(await readFeed(place));
      if (options.json) print(JSON.stringify(feeds.length === 1 ? feeds[0] : feeds, null, 2));
      else for (const feed of feeds) printFeed(feed);
    });
}

/** A feed as `newsbraid parse` shows it. */
interface ShownFeed {
  readonly format: string;
  readonly title: string;
  readonly link: string | null;
  readonly warnings: readonly string[];
  readonly items: readonly object[];
}

async function readFeed(place: string): Promise<ShownFeed> {
  const { body, contentType, url } = /^https?:\/\//i.test(place) ? await download(place) : await open(place);
  const parsed = await parse(body, { contentType, url });
  const feed: IncomingFeed = normalise(parsed, { url, outlet: null, siteUrl: null, language: null }, new Date());
  return {
    format: parsed.version,
    title: feed.title,
    link: feed.siteUrl,
    warnings: feed.warnings,
    items: feed.items.map((item) => ({
      id: item.identity,
      title: item.title,
      link: item.url,
      published: item.publishedAt,
      updated: item.updatedAt,
      authors: item.authors,
      categories: item.categories,
      summary: item.summary,
    })),
  };
}

async function open(file: string) {
  return {
    body: new Uint8Array(await readFile(file).catch(refuse('read', file))),
    contentType: null,
    url: pathToFileURL(file).href,
  };
}

async function download(url: string) {
  const { settings } = await loadConfig(placesFromEnvironment());
  const { body, contentType, finalUrl } = await withFetcher(settings, (fetcher) => fetchBody(url, fetcher));
  return { body: wholeOf(body), contentType, url: finalUrl };
}

function printFeed({ format, title, link, warnings, items }: ShownFeed): void {
  print(`${title}  (${format}${link ? `, ${link}` : ''})`);
  for (const warning of warnings) print(`  ! ${warning}`);
  for (const item of items) {
    for (const [key, value] of Object.entries(item)) {
      const text = value instanceof Date ? value.toISOString() : Array.isArray(value) ? value.join(', ') : value;
      if (text) print(`  ${key.padEnd(10)} ${text}`);
    }
    print('');
  }
}
