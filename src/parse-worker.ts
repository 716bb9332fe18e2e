import { isDeepStrictEqual } from 'node:util';
import { DAY } from './model/duration.ts';
import { FeedError, messageOf } from './model/errors.ts';
import type { ParsedFeed } from './model/feed.ts';
import type { IncomingFeed } from './model/item.ts';
import { type Body, wholeOf } from './model/poll.ts';
import { Memory, type Remembered } from './stages/normalise/memory.ts';
import {
  circumstancesOf,
  type NormalisedAgain,
  normaliseAgain,
  type SourceFacts,
} from './stages/normalise/normalise.ts';
import { parse } from './stages/parse/parse.ts';
import { areClosed, type ItemPart, type Parts, partsOf, withoutItems } from './stages/parse/parts.ts';

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
  | { readonly ok: true; readonly feed: IncomingFeed }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** Of 30 items each, 1,700 sources. */
const MEMORY_BYTES = 16_000_000;
/** Items that were deleted for their age must now and then be met in their feed, or their keys are forgotten (see retention). */
const WHOLE_EVERY_MS = 7 * DAY;
const memory = new Memory(MEMORY_BYTES);

/** Runs in a parser thread: bytes → items → clean items. What stood in the document that was stored last is passed over. */
export async function read(task: ReadTask): Promise<ReadResult> {
  try {
    const document = wholeOf(task.body);
    const parts = partsOf(document, task.itemsMax);
    const place = `${task.source.url} ${task.url}`;
    const last = recall(place, task);
    const { feed, remember } =
      (last && parts && (await readRest(task, document, parts, last))) ?? (await readWhole(task, document, parts));
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
  readonly feed: IncomingFeed;
  /** null: the next document is read whole. */
  readonly remember: Remembered | null;
}

/** Reads what did not stand in the last document; null: all must be read, because the items are not what they seemed to be. */
async function readRest(task: ReadTask, document: Uint8Array, parts: Parts, last: Remembered): Promise<Reading | null> {
  const isKnown = ({ fingerprint }: ItemPart) => last.items.has(fingerprint);
  const left = parts.items.filter((item) => !isKnown(item));
  if (parts.context !== last.context || !areClosed(document, left)) return null;
  const parsed = await parse(withoutItems(document, parts.items.filter(isKnown)), task).catch(() => null);
  const isRest = parsed?.items.length === left.length;
  if (!isRest || circumstancesOf(parsed, task.source) !== last.circumstances) return null;
  const normalised = normaliseAgain(parsed, task.source, task.now, printsOf(parts), last.items);
  return normalised.isRenamed ? null : readingOf(task, parts, normalised, last);
}

async function readWhole(task: ReadTask, document: Uint8Array, parts: Parts | null): Promise<Reading> {
  const parsed = await parse(document, task);
  const circumstances = circumstancesOf(parsed, task.source);
  const isTold = parts?.items.length === parsed.items.length && (await isSound(task, document, parts, parsed));
  const told = isTold ? parts : null;
  const normalised = normaliseAgain(parsed, task.source, task.now, told && printsOf(told), new Map());
  return readingOf(task, told, normalised, { circumstances, wholeAt: task.now.getTime() });
}

/**
 * Whether each item reads alone as it reads here. What mends a flaw of one may reach into the next, and flaws are to be told of each time;
 * an encoding with states may leave the next in one of them.
 */
async function isSound(task: ReadTask, document: Uint8Array, { items }: Parts, parsed: ParsedFeed): Promise<boolean> {
  if (parsed.encoding === 'iso-2022-jp' || !areClosed(document, items)) return false;
  if (parsed.warnings.length === 0) return true;
  const around = await parse(withoutItems(document, items), task).catch(() => null);
  return isDeepStrictEqual(around, { ...parsed, items: [] });
}

function printsOf({ items }: Parts): string[] {
  return items.map(({ fingerprint }) => fingerprint);
}

function readingOf(
  { bodyHash }: ReadTask,
  parts: Parts | null,
  { feed, outlines: items }: NormalisedAgain,
  { circumstances, wholeAt }: Pick<Remembered, 'circumstances' | 'wholeAt'>,
): Reading {
  const remember = parts && items ? { bodyHash, wholeAt, context: parts.context, circumstances, items } : null;
  return { feed, remember };
}
