import { FeedError, messageOf } from './model/errors.ts';
import type { IncomingFeed } from './model/item.ts';
import { normalise } from './stages/normalise/normalise.ts';
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
}

/** Errors do not survive the way between threads whole, so they travel as values. */
export type ReadResult =
  | { readonly ok: true; readonly feed: IncomingFeed }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** Runs in a parser thread: bytes → items → clean items. */
export async function read(task: ReadTask): Promise<ReadResult> {
  try {
    const parsed = await parse(task.body, task);
    return { ok: true, feed: normalise(parsed, task.source, task.now) };
  } catch (error) {
    return { ok: false, code: error instanceof FeedError ? error.code : 'unreadable', message: messageOf(error) };
  }
}
