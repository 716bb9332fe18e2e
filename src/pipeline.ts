import type { Kysely } from 'kysely';
import { type BraidConfig, remembered } from './braid/braid-config.ts';
import { correctStories } from './braid/correct.ts';
import { type Decided, grown, summarise } from './braid/decide-batch.ts';
import type { BraidMemory } from './braid/memory.ts';
import type { Batch } from './braid/memory-thread.ts';
import * as store from './io/db/braid-store.ts';
import type { Database } from './io/db/connect.ts';
import { findGone, findKnown } from './io/db/known.ts';
import { type Landing, writeLandings } from './io/db/landing.ts';
import { readNow } from './io/db/now.ts';
import { writeSimilar } from './io/db/similar-store.ts';
import type { Tables } from './io/db/tables.ts';
import type { Fetcher } from './io/fetch/fetcher.ts';
import type { WorkerPool } from './io/worker-pool.ts';
import type { Corrections } from './model/corrections-file.ts';
import { messageOf, NewsbraidError } from './model/errors.ts';
import type { IncomingFeed, IncomingItem, SeenItem } from './model/item.ts';
import type { FetchResult, PollOutcome, Validators } from './model/poll.ts';
import type { Settings } from './model/settings.ts';
import type { ClaimedSource } from './model/source.ts';
import type { ReadResult, ReadTask } from './parse-worker.ts';
import { type Identified, identify } from './stages/identify.ts';
import { movedAddress } from './stages/schedule/move.ts';
import { nextState } from './stages/schedule/next-state.ts';
import { validatorsToSend } from './stages/schedule/validators.ts';
import type { LearnedWords } from './text/words/statistics.ts';

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
      bodyHash: answer.validators.bodyHash,
      storedHash: source.validators.bodyHash,
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
      const { fresh, edited, held } = identify(finished.feed?.items ?? [], known.get(id) ?? []);
      const news = fresh.filter((item) => !isGone(id, item));
      return decideLanding(finished, { fresh: news, edited, held }, worker, settings, now);
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
  { fresh, edited, held }: Pick<Landing, 'fresh' | 'edited'> & Pick<Identified, 'held'>,
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
    next: { ...next, validators: { ...next.validators, ...FORGOTTEN[held] } },
  };
}

/** Without the hash of its last document a source's next one is read whole; without validators, it is sent in any case. */
const FORGOTTEN: Record<Identified['held'], Partial<Validators>> = {
  all: {},
  'not-all': { bodyHash: null },
  unclear: { etag: null, lastModified: null, bodyHash: null },
};

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
  /** Changes that corrections made once more was known; the memory must be rebuilt after any. */
  readonly corrected: number;
}

/**
 * dedupe → cluster, for all that waits: batches of up to `limit` items in the order in which they landed, each stored in one
 * transaction. While one is stored the next is decided, so when this throws or is left before its end, and after corrections
 * changed something, the memory has moved on without the database and must be rebuilt.
 */
export async function* braid(
  connection: Kysely<Tables>,
  memory: BraidMemory,
  { cluster: settings, corrections }: BraidConfig,
  limit: number,
): AsyncGenerator<Braided, void> {
  const decide = (batch: Waiting, counters: store.Counters) =>
    batch.items.length === 0 ? null : memory.decide({ ...batch, counters });
  let waiting = await readWaiting(connection, settings, limit);
  const { words, ...counters } = await store.readCounters(connection);
  let deciding = decide(waiting, counters);
  while (deciding) {
    const decided = await deciding;
    const next = await readWaiting(connection, settings, limit, { waiting, decided });
    const ahead = decide(next, decided.counters);
    // A failure is met when its turn comes, if it comes.
    ahead?.catch(() => {});
    const areWordsDue = !ahead && store.areWordsDue(words, decided.counters.nextStoryId, waiting.now);
    const learned = areWordsDue ? await memory.takeWords() : null;
    yield await storeDecided(connection, waiting.items, decided, learned, corrections);
    waiting = next;
    deciding = ahead;
  }
}

/** A batch that waits, and what is to be known for it. */
type Waiting = Omit<Batch, 'counters'> & { readonly now: Date };

/** The next batch; `after`: the one before it, which is not stored yet. */
async function readWaiting(
  connection: Kysely<Tables>,
  settings: BraidConfig['cluster'],
  limit: number,
  after?: { readonly waiting: Waiting; readonly decided: Decided },
): Promise<Waiting> {
  const now = await readNow(connection);
  const since = remembered(settings, now);
  const before = after?.waiting.items ?? [];
  if (after && before.length < limit) return { items: [], byUrl: new Map(), since, now };
  const items = await store.readPending(connection, limit, before.at(-1)?.id ?? 0);
  const byUrl = await store.findStoriesByUrl(connection, items);
  before.forEach(({ canonicalUrl }, at) => {
    const storyId = after?.decided.write.items[at]?.storyId;
    if (canonicalUrl !== null && storyId !== undefined && !byUrl.has(canonicalUrl)) byUrl.set(canonicalUrl, storyId);
  });
  return { items, byUrl, since, now };
}

/** Stores what was decided on a batch, in one transaction. */
async function storeDecided(
  connection: Kysely<Tables>,
  items: readonly store.PendingItem[],
  { write, similar, counters: counted, named }: Decided,
  learned: LearnedWords | null,
  corrections: Corrections,
): Promise<Braided> {
  return connection.transaction().execute(async (transaction) => {
    const now = await readNow(transaction);
    await store.writeBraid(transaction, write, now);
    await writeSimilar(transaction, similar);
    const corrected = named
      ? await correctStories(transaction, corrections, counted, now)
      : { counters: counted, clusters: [], changes: 0 };
    const { counters } = corrected;
    const { stories, clusters } = grown(write);
    const members = await store.readMembers(transaction, { stories, clusters: [...clusters, ...corrected.clusters] });
    const edited = new Set(items.filter(({ storyId }) => storyId !== null).map(({ id }) => id));
    await store.writeSummaries(transaction, summarise(members, edited), now);
    if (learned) await store.writeWords(transaction, learned, counters.nextStoryId);
    await store.finishBatch(transaction, counters);
    return {
      items: items.length,
      copies: items.length - edited.size - write.stories.length,
      newStories: write.stories.length,
      newClusters: write.clusters.length,
      changes: write.changes.length,
      corrected: corrected.changes,
    };
  });
}

/** Writes what the memory has learnt of words since it was written last: without it a restart learns a little less exactly. */
export async function keepWords(connection: Kysely<Tables>, memory: BraidMemory): Promise<void> {
  await connection.transaction().execute(async (transaction) => {
    const { nextStoryId } = await store.readCounters(transaction);
    await store.writeWords(transaction, await memory.takeWords(), nextStoryId);
  });
}
