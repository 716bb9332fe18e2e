import type { Kysely } from 'kysely';
import { type BraidedItem, findBegunBefore, readCounters, readRemembered } from '../io/db/braid-read.ts';
import { finishBatch, writeBraid } from '../io/db/braid-write.ts';
import { findNamed } from '../io/db/corrections-store.ts';
import { readNow } from '../io/db/now.ts';
import type { Tables } from '../io/db/tables.ts';
import { readWords, writeWords } from '../io/db/word-store.ts';
import { readShippedWords } from '../io/word-tables.ts';
import { NamedStories } from '../stages/corrections/named-stories.ts';
import type { Reclustering } from '../stages/recluster.ts';
import { type BraidConfig, remembered } from './braid-config.ts';
import { correctWithin, sumUp } from './correct.ts';
import { newIndexes } from './decide-batch.ts';
import { Replay } from './replay.ts';

/** What placing everything anew changed, or would change. */
export interface Reclustered extends Reclustering {
  /** Those that were placed, in the order in which they were braided, each with the cluster that it was in. */
  readonly stories: readonly BraidedItem[];
}

/**
 * Places the stories of the memory window anew and stores what that changes, in one transaction. To be called by the holder
 * of the braid's lock; indexes built before are out of date afterwards. Done twice, it changes nothing the second time.
 */
export async function recluster(connection: Kysely<Tables>, config: BraidConfig): Promise<Reclustered> {
  return connection.transaction().execute(async (transaction) => {
    await correctWithin(transaction, config.corrections);
    const { replay, ...done } = await placeAnew(transaction, config);
    const now = await readNow(transaction);
    const { founded, moves, merges, stories } = done;
    const atOf = new Map(stories.map(({ storyId, at }) => [storyId, at]));
    const clusters = founded.map(({ id, leadStoryId, follows }) => ({
      ...{ id, leadStoryId, follows, entryId: null, newsAt: null, at: atOf.get(leadStoryId) ?? now },
    }));
    const changes = [...moves, ...merges];
    await writeBraid(transaction, { items: [], stories: [], clusters, changes }, now);
    await sumUp(transaction, [...new Set(changes.flatMap(({ from, into }) => [from, into]))], now);
    const { nextStoryId, nextClusterId } = await readCounters(transaction);
    await writeWords(transaction, replay.words.takeChanges(), nextStoryId);
    if (changes.length > 0) {
      await finishBatch(transaction, { nextStoryId, nextClusterId: nextClusterId + founded.length });
    }
    return done;
  });
}

/** What `recluster` would change; changes nothing and needs no lock. */
export async function planReclustering(connection: Kysely<Tables>, config: BraidConfig): Promise<Reclustered> {
  return connection
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (transaction) => {
      const { replay: _, ...planned } = await placeAnew(transaction, config);
      return planned;
    });
}

async function placeAnew(
  transaction: Kysely<Tables>,
  { cluster: settings, corrections }: BraidConfig,
): Promise<Reclustered & { readonly replay: Replay }> {
  const since = remembered(settings, await readNow(transaction));
  const learned = await readWords(transaction);
  const counters = await readCounters(transaction);
  // What a cluster that began earlier was compared with is forgotten by now.
  const still = new Set(await findBegunBefore(transaction, since));
  const stories = firstItems(await readRemembered(transaction, since));
  const named = new NamedStories(corrections);
  const replay = new Replay(
    newIndexes(settings, readShippedWords(), learned, corrections, named),
    await findNamed(transaction, [...named.keys]),
    learned.nextStoryId,
    counters,
  );
  return { replay, stories, ...replay.run(stories, still) };
}

function firstItems(items: readonly BraidedItem[]): BraidedItem[] {
  const met = new Set<number>();
  return items.filter(({ storyId }) => !met.has(storyId) && met.add(storyId));
}
