import type { Kysely } from 'kysely';
import { readRemembered } from '../io/db/braid-read.ts';
import { findNamed } from '../io/db/corrections-store.ts';
import { readNow } from '../io/db/now.ts';
import type { Tables } from '../io/db/tables.ts';
import { readWords } from '../io/db/word-store.ts';
import { Thread } from '../io/thread.ts';
import { NamedStories } from '../stages/corrections/named-stories.ts';
import type { LearnedWords } from '../text/words/statistics.ts';
import { type BraidConfig, remembered } from './braid-config.ts';
import type { Decided } from './decide-batch.ts';
import type * as functions from './memory-thread.ts';

/** Built from src/ and from dist/ alike: threads cannot load TypeScript, so they always run the built one. */
const MODULE = new URL('../../dist/braid/memory-thread.js', import.meta.url);
/** Items that travel to the thread at once. */
const CHUNK = 2000;

/**
 * What the braid remembers of the last days, and decides with: in a thread of its own, because reading and comparing texts takes
 * most of the time of a story, and polls land and pages are served meanwhile.
 */
export class BraidMemory {
  readonly #thread = new Thread<typeof functions>(MODULE);

  /** Forgets everything and remembers what the database holds. */
  async rebuild(connection: Kysely<Tables>, { cluster: settings, corrections }: BraidConfig): Promise<void> {
    const learned = await readWords(connection);
    const named = await findNamed(connection, [...new NamedStories(corrections).keys]);
    await this.#thread.call('begin', { settings, corrections, learned, named });
    const items = await readRemembered(connection, remembered(settings, await readNow(connection)));
    for (let start = 0; start < items.length; start += CHUNK) {
      const chunk = items.slice(start, start + CHUNK);
      await this.#thread.call('remember', { items: chunk, firstUnlearnt: learned.nextStoryId });
    }
  }

  /**
   * Decides on a batch, and remembers it: when it cannot be stored, the memory must be rebuilt. Throws when the thread has ended,
   * for want of memory say; then, too.
   */
  decide(batch: functions.Batch): Promise<Decided> {
    return this.#thread.call('decide', batch);
  }

  /** What was learnt of words since the last call. */
  takeWords(): Promise<LearnedWords> {
    return this.#thread.call('takeWords', undefined);
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}
