import { FeedError, messageOf } from './model/errors.ts';
import type { IncomingFeed, IncomingItem, SeenItem } from './model/item.ts';
import { Memory, type Remembered } from './stages/normalise/memory.ts';
import { circumstancesOf, normaliseAgain } from './stages/normalise/normalise.ts';
import { parse } from './stages/parse/parse.ts';

/** One document to read, as it travels to a parser thread. */
export interface ReadTask {
  readonly body: Uint8Array;
  readonly contentType: string | null;
  /** Where the body came from: what relative links are relative to. */
  readonly url: string;
  readonly itemsMax: number;
  readonly source: {
    readonly url: string;
    readonly outlet: string | null;
    readonly siteUrl: string | null;
    readonly language: string | null;
  };
  readonly now: Date;
  /** Read every item, also those that this thread has read before. */
  readonly whole: boolean;
}

/** Errors do not survive the way between threads whole, so they travel as values. */
export type ReadResult =
  | { readonly ok: true; readonly feed: IncomingFeed<IncomingItem | SeenItem> }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** Of 30 items each, 1,500 sources. */
const MEMORY_BYTES = 16_000_000;
const memory = new Memory(MEMORY_BYTES);
const NOTHING: Remembered = { context: '', circumstances: '', items: new Map() };

/** Runs in a parser thread: bytes → items → clean items. What stood in the source's last document is passed over. */
export async function read(task: ReadTask): Promise<ReadResult> {
  try {
    const { source, now } = task;
    const place = `${source.url} ${task.url}`;
    const last = (!task.whole && memory.take(place)) || NOTHING;
    const part = await parse(task.body, { ...task, known: last });
    const circumstances = circumstancesOf(part, source);
    const isSame = last === NOTHING || circumstances === last.circumstances;
    const parsed = isSame ? part : await parse(task.body, { ...task, known: NOTHING });
    const { feed, outlines } = normaliseAgain(parsed, source, now, last.items);
    const context = parsed.fingerprints?.context;
    if (context && outlines) memory.keep(place, { context, circumstances, items: outlines });
    return { ok: true, feed };
  } catch (error) {
    return { ok: false, code: error instanceof FeedError ? error.code : 'unreadable', message: messageOf(error) };
  }
}
