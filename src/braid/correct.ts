import type { Kysely } from 'kysely';
import { type Counters, readCounters, readMembers } from '../io/db/braid-read.ts';
import { finishBatch, writeBraid } from '../io/db/braid-write.ts';
import { writeChanges } from '../io/db/cluster-changes.ts';
import { writeSummaries } from '../io/db/cluster-summaries.ts';
import { findEmpty, findLeaving, findNamed, renameOutlets, splitStory } from '../io/db/corrections-store.ts';
import { readNow } from '../io/db/now.ts';
import type { Tables } from '../io/db/tables.ts';
import type { Corrections } from '../model/corrections.ts';
import { type Enforcement, enforce } from '../stages/corrections/enforce.ts';
import { corrected, NamedStories } from '../stages/corrections/named-stories.ts';
import { summarise } from './summarise.ts';

/** What corrections changed in what was stored. */
export interface Corrected {
  readonly sourcesRenamed: number;
  /** Merges, moves and splits. */
  readonly changes: number;
}

/** The stories that corrections name, as the database has them. */
async function readNamed(executor: Kysely<Tables>, corrections: Corrections): Promise<NamedStories> {
  const named = new NamedStories(corrections);
  for (const story of await findNamed(executor, [...named.keys])) named.note(story);
  return named;
}

/**
 * Brings what is stored in line with the corrections, in one transaction, and tells the readers if anything changed. To be
 * called by the holder of the braid's lock; indexes built before are out of date afterwards. Done twice, it changes nothing more.
 */
export async function correct(connection: Kysely<Tables>, corrections: Corrections): Promise<Corrected> {
  return connection.transaction().execute((transaction) => correctWithin(transaction, corrections));
}

/** The same in a transaction that does more. */
export async function correctWithin(transaction: Kysely<Tables>, corrections: Corrections): Promise<Corrected> {
  const now = await readNow(transaction);
  const sourcesRenamed = await renameOutlets(transaction, corrections.outlets);
  const before = await readCounters(transaction);
  const { counters, clusters, changes } = await correctStories(transaction, corrections, before, now);
  await sumUp(transaction, clusters, now);
  if (sourcesRenamed + changes > 0) await finishBatch(transaction, counters);
  return { sourcesRenamed, changes };
}

/** Sums up clusters whose stories were changed by something else than news. */
export async function sumUp(transaction: Kysely<Tables>, clusters: readonly number[], now: Date): Promise<void> {
  const members = await readMembers(transaction, { stories: [], clusters });
  await writeSummaries(transaction, summarise(members, [], now));
}

/** The part of `correct` that moves stories. `clusters`: which must be summed up anew. */
export async function correctStories(
  transaction: Kysely<Tables>,
  corrections: Corrections,
  counters: Counters,
  now: Date,
): Promise<{ counters: Counters; clusters: readonly number[]; changes: number }> {
  const plan = await planCorrections(transaction, corrections, counters);
  const changes = [...plan.changes, ...plan.splits.map(({ move }) => move)];
  if (changes.length === 0) return { counters, clusters: [], changes: 0 };
  for (const { move, items } of plan.splits) {
    await splitStory(transaction, { id: move.storyId, clusterId: move.from }, items, now);
  }
  const clusters = plan.founded.map(({ id, leadStoryId }) => ({
    ...{ id, leadStoryId, entryId: null, at: now, newsAt: null, follows: null },
  }));
  await writeBraid(transaction, { items: [], stories: [], clusters, changes }, now);
  const touched = [...new Set(changes.flatMap(({ from, into }) => [from, into]))];
  const empty = (await findEmpty(transaction, touched)).map((from) => {
    const into = changes.findLast((change) => change.from === from)?.into as number;
    return { from, into, because: corrected(null) };
  });
  await writeChanges(transaction, empty, now);
  const nextStoryId = Math.max(counters.nextStoryId, ...plan.splits.map(({ move }) => move.storyId + 1));
  const nextClusterId = Math.max(counters.nextClusterId, ...plan.founded.map(({ id }) => id + 1));
  return { counters: { nextStoryId, nextClusterId }, clusters: touched, changes: changes.length };
}

type Plan = Pick<Enforcement, 'changes' | 'founded'> & {
  readonly splits: readonly (Enforcement['splits'][number] & {
    readonly items: readonly { readonly id: number; readonly entryId: string }[];
  })[];
};

/** What `correct` would do to stories; changes nothing. */
async function planCorrections(executor: Kysely<Tables>, corrections: Corrections, counters: Counters): Promise<Plan> {
  const plan = enforce(await readNamed(executor, corrections), counters);
  const splits = await Promise.all(
    plan.splits.map(async (split) => ({ ...split, items: await findLeaving(executor, split.from, split.key) })),
  );
  // Where all items of a story have the address, there is nothing to part.
  const possible = splits.filter(({ items }) => items.length > 0);
  const idle = new Set(splits.filter(({ items }) => items.length === 0).map(({ move }) => move.into));
  return { changes: plan.changes, splits: possible, founded: plan.founded.filter(({ id }) => !idle.has(id)) };
}
