import { Fetcher } from '../io/fetch/fetcher.ts';
import { FetchError, messageOf, NewsbraidError } from '../model/errors.ts';
import type { ParsedFeed } from '../model/feed.ts';
import { type FetchedBody, type FetchResult, noValidators, wholeOf } from '../model/poll.ts';
import type { Settings } from '../model/settings.ts';
import { inspect } from '../stages/inspect.ts';
import { parse } from '../stages/parse/parse.ts';
import { version } from '../version.ts';

/** What an address turned out to be. */
export interface Probe {
  readonly url: string;
  readonly answer: FetchResult;
  /** null: it is no feed that can be read, and `problem` says why. */
  readonly feed: ParsedFeed | null;
  readonly problem: { readonly code: string; readonly message: string } | null;
  /** What is odd with it, in sentences. */
  readonly remarks: readonly string[];
}

/** Fetches and parses one address as a poll would. Throws for nothing that an address can do. */
export async function probe(url: string, fetcher: Fetcher): Promise<Probe> {
  const answer = await fetcher.fetch({ url, validators: noValidators });
  if (answer.kind === 'not-modified') {
    const problem = {
      code: 'unexpected_304',
      message: 'It says that nothing has changed, although it was never asked.',
    };
    return { url, answer, feed: null, problem, remarks: [] };
  }
  if (answer.kind === 'failed') return { url, answer, feed: null, problem: answer, remarks: [] };
  try {
    const feed = await parse(wholeOf(answer.body), { contentType: answer.contentType, url: answer.finalUrl });
    return { url, answer, feed, problem: null, remarks: inspect(url, answer, feed, new Date()) };
  } catch (error) {
    const code = error instanceof NewsbraidError ? error.code : 'unreadable';
    return { url, answer, feed: null, problem: { code, message: messageOf(error) }, remarks: [] };
  }
}

/** The address of the feed that a web page offers; null: none. */
export function offeredFeed({ answer }: Probe): string | null {
  return answer.kind === 'failed' ? (answer.feedUrl ?? null) : null;
}

/** What an address sends, whatever it is. Throws a FetchError where it sends nothing. */
export async function fetchBody(url: string, fetcher: Fetcher): Promise<FetchedBody> {
  const answer = await fetcher.fetch({ url, validators: noValidators });
  if (answer.kind === 'body') return answer;
  throw new FetchError(answer.kind, answer.kind === 'failed' ? answer.message : 'The server sent no body.');
}

/** A fetcher for one command, closed after it. */
export async function withFetcher<T>(settings: Settings, work: (fetcher: Fetcher) => Promise<T>): Promise<T> {
  const fetcher = new Fetcher(settings.fetch, { version, siteUrl: settings.site.url });
  try {
    return await work(fetcher);
  } finally {
    await fetcher.close();
  }
}
