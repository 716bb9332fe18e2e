/**
 * The flow, one way: config → schedule → fetch → parse → normalise → identify → dedupe → cluster → publish.
 *
 * `poll` brings one source's items, `land` stores what many polls brought, `braid` turns what landed into stories and clusters.
 * Landing and braiding are two transactions, because polls land from many workers at once while stories and clusters have
 * one writer; an item that landed and is not braided yet is braided later, after whatever crash.
 */

import type { Fetcher } from '../io/fetch/fetcher.ts';
import type { WorkerPool } from '../io/worker-pool.ts';
import { messageOf, NewsbraidError } from '../model/errors.ts';
import type { IncomingFeed } from '../model/item.ts';
import type { Body, FetchResult } from '../model/poll.ts';
import type { Settings } from '../model/settings.ts';
import type { ClaimedSource } from '../model/source.ts';
import type { ReadResult, ReadTask } from '../parse-worker.ts';
import { movedAddress } from '../stages/schedule/move.ts';
import { validatorsToSend } from '../stages/schedule/validators.ts';

/** One visit to a source, finished but not stored. */
export interface FinishedPoll {
  readonly source: ClaimedSource;
  readonly answer: FetchResult;
  /** null: nothing new to read, or it could not be read. */
  readonly feed: IncomingFeed | null;
  readonly unreadable: { readonly code: string; readonly message: string } | null;
  /** Time in the parser thread and on the way there; null: nothing was parsed. */
  readonly readMs: number | null;
}

export interface PollTools {
  readonly fetcher: Fetcher;
  readonly readers: WorkerPool<ReadTask, ReadResult>;
  readonly settings: Settings;
}

/** fetch → parse → normalise. Never throws for what a source does. */
export async function poll(source: ClaimedSource, tools: PollTools, signal?: AbortSignal): Promise<FinishedPoll> {
  const answer = await tools.fetcher.fetch({
    url: source.url,
    movedTo: movedAddress(source),
    validators: validatorsToSend(source),
    signal,
  });
  if (answer.kind !== 'body' || answer.unchanged) {
    return { source, answer, feed: null, unreadable: null, readMs: null };
  }
  const started = performance.now();
  const finish = (read: Pick<FinishedPoll, 'feed' | 'unreadable'>) => {
    return { source, answer, ...read, readMs: performance.now() - started };
  };
  try {
    const { url, outlet, siteUrl, language } = source;
    const task: ReadTask = {
      body: answer.body,
      contentType: answer.contentType,
      url: answer.finalUrl,
      itemsMax: tools.settings.parse.itemsMax,
      source: { url, outlet, siteUrl, language },
      now: new Date(Date.now() + source.clockAheadMs),
      bodyHash: answer.validators.bodyHash,
      storedHash: source.validators.bodyHash,
    };
    const result = await tools.readers.run(task, memoryOf(answer.body));
    return finish(result.ok ? { feed: result.feed, unreadable: null } : { feed: null, unreadable: result });
  } catch (error) {
    const code = error instanceof NewsbraidError ? error.code : 'unreadable';
    return finish({ feed: null, unreadable: { code, message: messageOf(error) } });
  }
}

/** What lies under a body and goes over to the thread with it: nobody else needs it (see io/fetch/pieces.ts). */
function memoryOf(body: Body): ArrayBuffer[] {
  return [...new Set(body.map(({ buffer }) => buffer as ArrayBuffer))];
}
