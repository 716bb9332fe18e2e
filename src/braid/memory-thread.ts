import type { BraidedItem, Counters, PendingItem } from '../io/db/braid-read.ts';
import { readShippedWords } from '../io/word-tables.ts';
import type { Corrections } from '../model/corrections.ts';
import type { ClusterSettings } from '../model/settings.ts';
import { NamedStories, type NamedStory } from '../stages/corrections/named-stories.ts';
import type { LearnedWords } from '../text/words/statistics.ts';
import { type Decided, decideBatch, type Indexes, newIndexes } from './decide-batch.ts';

/**
 * What runs in the thread of the braid's memory (see memory.ts). One thread serves one memory, so what is remembered belongs to
 * the module.
 */
let indexes: Indexes | null = null;
/** The story that was taken in last. */
let lastStoryId = 0;

/** What a memory begins with. */
export interface Beginning {
  readonly settings: ClusterSettings;
  readonly corrections: Corrections;
  readonly learned: LearnedWords;
  readonly named: readonly NamedStory[];
}

/** Begins anew, with empty indexes. */
export function begin({ settings, corrections, learned, named }: Beginning): void {
  const stories = new NamedStories(corrections);
  for (const story of named) stories.note(story);
  indexes = newIndexes(settings, readShippedWords(), learned, corrections, stories);
  lastStoryId = 0;
}

/** Takes in what was decided before, in the order of its stories. Those from `firstUnlearnt` on still teach their words. */
export function remember({ items, firstUnlearnt }: { items: readonly BraidedItem[]; firstUnlearnt: number }): void {
  const { copies, events, compared } = begun();
  for (const item of items) {
    copies.add(item, item.storyId);
    if (item.storyId === lastStoryId) continue;
    lastStoryId = item.storyId;
    const story = compared(item);
    if (item.storyId < firstUnlearnt) events.restore(story, item.clusterId);
    else events.add(story, item.clusterId);
  }
}

/** One batch, and what is to be known for it. */
export interface Batch {
  readonly items: readonly PendingItem[];
  /** Older stories by the key of their page. */
  readonly byUrl: ReadonlyMap<string, number>;
  readonly counters: Counters;
  /** What is older is forgotten. */
  readonly since: Date;
}

export function decide({ items, byUrl, counters, since }: Batch): Decided {
  const { copies, events } = begun();
  copies.forgetBefore(since);
  events.forgetBefore(since);
  return decideBatch(items, byUrl, begun(), counters);
}

/** What was learnt of words since the last call. */
export function takeWords(): LearnedWords {
  return begun().reader.words.takeChanges();
}

function begun(): Indexes {
  if (!indexes) throw new Error('the thread of the braid ended and has forgotten what was decided before');
  return indexes;
}
