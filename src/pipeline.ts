import type { Kysely } from 'kysely';
import { type BraidConfig, remembered } from './braid/braid-config.ts';
import { correctStories } from './braid/correct.ts';
import { grown, summarise } from './braid/decide-batch.ts';
import type { BraidMemory } from './braid/memory.ts';
import * as store from './io/db/braid-store.ts';
import type { Database } from './io/db/connect.ts';
import { findGone, findKnown, type Landing, writeLandings } from './io/db/landing.ts';
import { readNow } from './io/db/now.ts';
import { writeSimilar } from './io/db/similar-store.ts';
import type { Tables } from './io/db/tables.ts';
import type { Fetcher } from './io/fetch/fetcher.ts';
import type { WorkerPool } from './io/worker-pool.ts';
import { messageOf, NewsbraidError } from './model/errors.ts';
import type { IncomingFeed, IncomingItem, SeenItem } from './model/item.ts';
import type { FetchResult, PollOutcome } from './model/poll.ts';
import type { Settings } from './model/settings.ts';
import type { ClaimedSource } from './model/source.ts';
import type { ReadResult, ReadTask } from './parse-worker.ts';
import { identify } from './stages/identify.ts';
import { movedAddress } from './stages/schedule/move.ts';
import { nextState } from './stages/schedule/next-state.ts';
import { validatorsToSend } from './stages/schedule/validators.ts';

/**
 * The flow, one way: config → schedule → fetch → parse → normalise → dedupe → cluster → publish.
 *
 * `poll` brings one source's items, `land` stores what many polls brought, `braid` turns what landed into stories and clusters.
 * Landing and braiding are two transactions, because polls land from many workers at once while stories and clusters have
 * one writer; an item that landed and is not braided yet is braided later, after whatever crash.
 */

/** One visit to a source, finished but not stored. */
export interface FinishedPoll {
  readonly source: ClaimedSource;
  readonly answer: FetchResult;
  /** null: nothing new to read, or it could not be read. */
  readonly feed: IncomingFeed<IncomingItem | SeenItem> | null;
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
      now: source.claimedAt,
      whole: source.validators.bodyHash === null,
    };
    // Nobody else needs the body, which would otherwise wait in memory until its items are stored.
    const { buffer, byteLength } = answer.body;
    const isAlone = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
    const result = await tools.readers.run(task, isAlone ? [buffer] : []);
    return finish(result.ok ? { feed: result.feed, unreadable: null } : { feed: null, unreadable: result });
  } catch (error) {
    const code = error instanceof NewsbraidError ? error.code : 'unreadable';
    return finish({ feed: null, unreadable: { code, message: messageOf(error) } });
  }
}

/** What one stored poll brought, for a table or a log line. */
export interface Landed {
  readonly source: ClaimedSource;
  readonly poll: Landing['poll'];
  readonly readMs: number | null;
  readonly items: number;
  readonly fresh: number;
  readonly edited: number;
  readonly nextPollAt: Date;
}

/** Stores finished polls in one transaction; what is new in them waits for the braid. */
export async function land(
  database: Database,
  polls: readonly FinishedPoll[],
  worker: string,
  settings: Settings,
): Promise<Landed[]> {
  const incoming = polls.flatMap(({ source, feed }) => (feed ? [{ sourceId: source.id, items: feed.items }] : []));
  return database.kysely.transaction().execute(async (transaction) => {
    const now = await readNow(transaction);
    const known = await findKnown(transaction, incoming);
    const isGone = await findGone(transaction, incoming, now);
    const landings = polls.map((finished) => {
      const { id } = finished.source;
      const { fresh, edited, unread } = identify(finished.feed?.items ?? [], known.get(id) ?? []);
      const isNews = (item: SeenItem) => !isGone(id, item);
      const changes = { fresh: fresh.filter(isNews), edited, isWhole: !unread.some(isNews) };
      return decideLanding(finished, changes, worker, settings, now);
    });
    await writeLandings(transaction, landings, now);
    return landings.map((landing, index) => ({
      source: (polls[index] as FinishedPoll).source,
      poll: landing.poll,
      readMs: (polls[index] as FinishedPoll).readMs,
      items: landing.poll.items,
      fresh: landing.fresh.length,
      edited: landing.edited.length,
      nextPollAt: landing.next.nextPollAt,
    }));
  });
}

/** What a finished poll changes: what is new, what was edited, when to come back. Pure. */
function decideLanding(
  { source, answer, feed, unreadable }: FinishedPoll,
  { fresh, edited, isWhole }: Pick<Landing, 'fresh' | 'edited'> & { readonly isWhole: boolean },
  worker: string,
  settings: Settings,
  now: Date,
): Landing {
  const next = nextState(
    {
      source,
      fetched: answer,
      feed: feed && { hints: feed.hints, newItems: fresh.map(({ publishedAt }) => publishedAt) },
      error: unreadable,
    },
    settings.schedule,
    now,
  );
  return {
    sourceId: source.id,
    worker,
    poll: {
      at: now,
      tookMs: answer.tookMs,
      outcome: outcomeOf(answer, next.status, fresh.length + edited.length, unreadable !== null),
      httpStatus: answer.httpStatus,
      bytes: answer.bytes,
      items: feed?.items.length ?? 0,
      errorCode: next.error?.code ?? null,
      error: next.error?.message ?? null,
      warnings: feed?.warnings ?? [],
    },
    feed,
    fresh,
    edited,
    next: isWhole ? next : { ...next, ...AT_ONCE_AND_WHOLE, nextPollAt: now },
  };
}

/** For a source of which the reader passed over something that the database does not hold: without validators, all of it is read. */
const AT_ONCE_AND_WHOLE = { validators: { etag: null, lastModified: null, bodyHash: null } };

function outcomeOf(answer: FetchResult, status: string, changes: number, unreadable: boolean): PollOutcome {
  if (status === 'gone') return 'gone';
  if (answer.kind === 'failed' || unreadable) return 'failed';
  if (answer.kind === 'not-modified') return 'not-modified';
  return changes > 0 ? 'new' : 'unchanged';
}

/** What one batch of the braid did. */
export interface Braided {
  readonly items: number;
  /** Of these, such as told a story that was there already. */
  readonly copies: number;
  readonly newStories: number;
  readonly newClusters: number;
  /** Merges of clusters, and stories that moved to another. */
  readonly changes: number;
  /** Changes that corrections made once more was known; the indexes must be rebuilt after any. */
  readonly corrected: number;
}

/**
 * dedupe → cluster, for up to `limit` items in the order in which they landed; all of it in one transaction. When it throws,
 * the memory has moved on without the database and must be rebuilt.
 */
export async function braid(
  connection: Kysely<Tables>,
  memory: BraidMemory,
  { cluster: settings, corrections }: BraidConfig,
  limit: number,
): Promise<Braided> {
  return connection.transaction().execute(async (transaction) => {
    const pending = await store.readPending(transaction, limit);
    if (pending.length === 0) return NOTHING;
    const now = await readNow(transaction);
    const byUrl = await store.findStoriesByUrl(transaction, pending);
    const counted = await store.readCounters(transaction);
    const since = remembered(settings, now);
    const decided = await memory.decide({ items: pending, byUrl, counters: counted, since });
    const { write } = decided;
    await store.writeBraid(transaction, write, now);
    await writeSimilar(transaction, decided.similar);
    const corrected = decided.named
      ? await correctStories(transaction, corrections, decided.counters, now)
      : { counters: decided.counters, clusters: [], changes: 0 };
    const { counters } = corrected;
    const { stories, clusters } = grown(write);
    const members = await store.readMembers(transaction, { stories, clusters: [...clusters, ...corrected.clusters] });
    const edited = new Set(pending.filter(({ storyId }) => storyId !== null).map(({ id }) => id));
    await store.writeSummaries(transaction, summarise(members, edited), now);
    // The words of a burst are written once, at its end: what lies in between is learnt again from the stories.
    if (pending.length < limit) await store.writeWords(transaction, await memory.takeWords(), counters.nextStoryId);
    await store.finishBatch(transaction, counters);
    const added = pending.filter(({ storyId }) => storyId === null).length;
    return {
      items: pending.length,
      copies: added - write.stories.length,
      newStories: write.stories.length,
      newClusters: write.clusters.length,
      changes: write.changes.length,
      corrected: corrected.changes,
    };
  });
}

const NOTHING: Braided = { items: 0, copies: 0, newStories: 0, newClusters: 0, changes: 0, corrected: 0 };
