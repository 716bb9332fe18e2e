import { Command } from 'commander';
import { sayDuration } from '../model/duration.ts';
import { count } from '../text/amounts.ts';
import { withoutCredentials } from '../text/urls.ts';
import { addressOf } from './arguments.ts';
import { loadConfig, placesFromEnvironment } from './context.ts';
import { print } from './print.ts';
import { offeredFeed, type Probe, probe, withFetcher } from './probe.ts';

/** `newsbraid sources check URL…`: exit code 1 when one of them is no feed. */
export function sourcesCheckCommand(): Command {
  return new Command('check')
    .description('Fetch and parse feeds as a poll would, and say what is odd with them. Stores nothing.')
    .argument('<url...>', 'addresses to check')
    .option('--json', 'print an array of objects')
    .action(async (given: string[], options: { json?: boolean }) => {
      const urls = given.map(addressOf);
      const { settings } = await loadConfig(placesFromEnvironment());
      const probes = await withFetcher(settings, async (fetcher) => {
        const done: Probe[] = [];
        for (const url of urls) done.push(await probe(url, fetcher));
        return done;
      });
      if (options.json) print(JSON.stringify(probes.map(asObject), null, 2));
      else for (const checked of probes) printProbe(checked);
      if (probes.some(({ feed }) => feed === null)) process.exitCode = 1;
    });
}

function asObject(checked: Probe): object {
  const { url, answer, feed, problem, remarks } = checked;
  return {
    url: withoutCredentials(url),
    ok: feed !== null,
    problem: problem && { code: problem.code, message: problem.message },
    offers: offeredFeed(checked),
    httpStatus: answer.httpStatus,
    finalUrl: answer.finalUrl,
    tookMs: Math.round(answer.tookMs),
    bytes: answer.bytes,
    format: feed?.version ?? null,
    title: feed?.title ?? null,
    items: feed?.items.length ?? null,
    remarks,
  };
}

function printProbe({ url, answer, feed, problem, remarks }: Probe): void {
  print(withoutCredentials(url));
  if (feed)
    print(`  ✓ ${feed.title || '(no title)'}: ${feed.version}, ${count(feed.items.length, 'item')}, ${took(answer)}`);
  else print(`  ✗ ${problem?.message} (${problem?.code}, ${took(answer)})`);
  for (const remark of remarks) print(`  ! ${remark}`);
}

function took({ tookMs }: { readonly tookMs: number }): string {
  return tookMs < 1000 ? `${Math.round(tookMs)} ms` : sayDuration(tookMs);
}
