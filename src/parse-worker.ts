import { DAY } from './model/duration.ts';
import { FeedError, messageOf } from './model/errors.ts';
import type { ParsedFeed } from './model/feed.ts';
import type { IncomingFeed, IncomingItem, SeenItem } from './model/item.ts';
import { type Body, wholeOf } from './model/poll.ts';
import { Memory, type Remembered } from './stages/normalise/memory.ts';
import {
  circumstancesOf,
  type NormalisedAgain,
  normaliseAgain,
  type SourceFacts,
} from './stages/normalise/normalise.ts';
import { parse } from './stages/parse/parse.ts';

/** One document to read, as it travels to a parser thread. */
export interface ReadTask {
  readonly body: Body;
  readonly contentType: string | null;
  /** Where the body came from: what relative links are relative to. */
  readonly url: string;
  readonly itemsMax: number;
  readonly source: SourceFacts;
  readonly now: Date;
  /** SHA-256 of the body, and of the one that was stored last; null: none was, or it is to be read whole. */
  readonly bodyHash: string | null;
  readonly storedHash: string | null;
}

/** Errors do not survive the way between threads whole, so they travel as values. */
export type ReadResult =
  | { readonly ok: true; readonly feed: IncomingFeed<IncomingItem | SeenItem> }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** Of 30 items each, 1,700 sources. */
const MEMORY_BYTES = 16_000_000;
/** Items that were deleted for their age must now and then be met in their feed, or their keys are forgotten (see retention). */
const WHOLE_EVERY_MS = 7 * DAY;
const memory = new Memory(MEMORY_BYTES);
const NOTHING = { context: '', items: new Map() };

/** Runs in a parser thread: bytes → items → clean items. What stood in the document that was stored last is passed over. */
export async function read(task: ReadTask): Promise<ReadResult> {
  try {
    const place = `${task.source.url} ${task.url}`;
    const last = recall(place, task);
    const bytes = wholeOf(task.body);
    const { feed, remember } = (last && (await readAgain(task, bytes, last))) ?? (await readWhole(task, bytes));
    if (remember) memory.keep(place, remember);
    return { ok: true, feed };
  } catch (error) {
    return { ok: false, code: error instanceof FeedError ? error.code : 'unreadable', message: messageOf(error) };
  }
}

/** What is remembered of the document that the database holds. */
function recall(place: string, { storedHash, now }: ReadTask): Remembered | null {
  const last = memory.take(place);
  const isStored = storedHash !== null && last?.bodyHash === storedHash;
  return isStored && now.getTime() - last.wholeAt < WHOLE_EVERY_MS ? last : null;
}

interface Reading {
  readonly feed: IncomingFeed<IncomingItem | SeenItem>;
  /** null: the next document is read whole. */
  readonly remember: Remembered | null;
}

/** Reads what did not stand in the last document; null: all must be read. */
async function readAgain(task: ReadTask, bytes: Uint8Array, last: Remembered): Promise<Reading | null> {
  const parsed = await parse(bytes, { ...task, known: last });
  if (circumstancesOf(parsed, task.source) !== last.circumstances) return null;
  const normalised = normaliseAgain(parsed, task.source, task.now, last.items);
  return normalised.isRenamed ? null : readingOf(task, parsed, normalised, last);
}

async function readWhole(task: ReadTask, bytes: Uint8Array): Promise<Reading> {
  const parsed = await parse(bytes, { ...task, known: NOTHING });
  const normalised = normaliseAgain(parsed, task.source, task.now, NOTHING.items);
  const circumstances = circumstancesOf(parsed, task.source);
  return readingOf(task, parsed, normalised, { circumstances, wholeAt: task.now.getTime() });
}

function readingOf(
  { bodyHash }: ReadTask,
  { fingerprints }: ParsedFeed,
  { feed, firsts, outlines: items }: NormalisedAgain,
  { circumstances, wholeAt }: Pick<Remembered, 'circumstances' | 'wholeAt'>,
): Reading {
  const context = fingerprints?.context;
  const remember = context && items ? { bodyHash, wholeAt, context, circumstances, items } : null;
  return { feed: { ...feed, items: firsts }, remember };
}
