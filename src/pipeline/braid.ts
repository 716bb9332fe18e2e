import type { Kysely } from 'kysely';
import { type BraidConfig, remembered } from '../braid/braid-config.ts';
import { correctStories } from '../braid/correct.ts';
import type { Decided } from '../braid/decide-batch.ts';
import type { BraidMemory } from '../braid/memory.ts';
import type { Batch } from '../braid/memory-thread.ts';
import { grown, summarise } from '../braid/summarise.ts';
import {
  type Counters,
  findStoriesByUrl,
  type PendingItem,
  readCounters,
  readMembers,
  readPending,
} from '../io/db/braid-read.ts';
import { finishBatch, writeBraid } from '../io/db/braid-write.ts';
import { writeSummaries } from '../io/db/cluster-summaries.ts';
import { readNow } from '../io/db/now.ts';
import { writeSimilar } from '../io/db/similar-store.ts';
import type { Tables } from '../io/db/tables.ts';
import { areWordsDue, writeWords } from '../io/db/word-store.ts';
import type { Corrections } from '../model/corrections.ts';
import type { LearnedWords } from '../text/words/statistics.ts';

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
  const begin = (waiting: Waiting, counters: Counters): Turn => {
    return { waiting, deciding: memory.decide({ ...waiting, counters }) };
  };
  const first = await readWaiting(connection, settings, limit);
  if (!first) return;
  const { words, ...counters } = await readCounters(connection);
  let turn: Turn | null = begin(first, counters);
  while (turn) {
    const { waiting } = turn;
    const decided: Decided = await turn.deciding;
    const next = await readWaiting(connection, settings, limit, { waiting, decided });
    const ahead = next && begin(next, decided.counters);
    // A failure is met when its turn comes, if it comes.
    ahead?.deciding.catch(() => {});
    const isTimeForWords = !ahead && areWordsDue(words, decided.counters.nextStoryId, waiting.now);
    const learned = isTimeForWords ? await memory.takeWords() : null;
    yield await storeDecided(connection, waiting.items, decided, learned, corrections);
    turn = ahead;
  }
}

/** A batch that waits, and what is to be known for it. */
type Waiting = Omit<Batch, 'counters'> & { readonly now: Date };

/** A batch that is being decided. */
interface Turn {
  readonly waiting: Waiting;
  readonly deciding: Promise<Decided>;
}

/** The next batch, null where nothing waits; `after`: the one before it, which is not stored yet. */
async function readWaiting(
  connection: Kysely<Tables>,
  settings: BraidConfig['cluster'],
  limit: number,
  after?: { readonly waiting: Waiting; readonly decided: Decided },
): Promise<Waiting | null> {
  const before = after?.waiting.items ?? [];
  if (after && before.length < limit) return null;
  const items = await readPending(connection, limit, before.at(-1)?.id ?? 0);
  if (items.length === 0) return null;
  const byUrl = await findStoriesByUrl(connection, items);
  before.forEach(({ urlKey }, at) => {
    const storyId = after?.decided.write.items[at]?.storyId;
    if (urlKey !== null && storyId !== undefined && !byUrl.has(urlKey)) byUrl.set(urlKey, storyId);
  });
  const now = await readNow(connection);
  return { items, byUrl, since: remembered(settings, now), now };
}

/** Stores what was decided on a batch, in one transaction. */
async function storeDecided(
  connection: Kysely<Tables>,
  items: readonly PendingItem[],
  { write, similar, counters: counted, named }: Decided,
  learned: LearnedWords | null,
  corrections: Corrections,
): Promise<Braided> {
  return connection.transaction().execute(async (transaction) => {
    const now = await readNow(transaction);
    await writeBraid(transaction, write, now);
    await writeSimilar(transaction, similar);
    const corrected = named
      ? await correctStories(transaction, corrections, counted, now)
      : { counters: counted, clusters: [], changes: 0 };
    const { counters } = corrected;
    const { stories, clusters } = grown(write);
    const members = await readMembers(transaction, { stories, clusters: [...clusters, ...corrected.clusters] });
    const edited = new Set(items.filter(({ storyId }) => storyId !== null).map(({ id }) => id));
    await writeSummaries(transaction, summarise(members, items, now));
    if (learned) await writeWords(transaction, learned, counters.nextStoryId);
    await finishBatch(transaction, counters);
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
    const { nextStoryId } = await readCounters(transaction);
    await writeWords(transaction, await memory.takeWords(), nextStoryId);
  });
}
