import { sql } from 'kysely';
import { HOUR } from '../../model/duration.ts';
import type { LearnedWords } from '../../text/words/statistics.ts';
import { rowsOf } from './rows.ts';
import type { Executor } from './tables.ts';

/** Up to which story and when what was learnt of words was written last. */
export interface WordsWritten {
  readonly nextStoryId: number;
  readonly at: Date;
}

/** So many stories change most of the words that they hold, and their words are learnt again within two seconds after a restart. */
const UNWRITTEN_STORIES_MAX = 10_000;
const UNWRITTEN_MS_MAX = HOUR;

/** Whether it is time to write the words of the stories before this one: what is not written is learnt again after a restart. */
export function areWordsDue(written: WordsWritten, nextStoryId: number, now: Date): boolean {
  const stories = nextStoryId - written.nextStoryId;
  return stories >= UNWRITTEN_STORIES_MAX || (stories > 0 && now.getTime() - written.at.getTime() >= UNWRITTEN_MS_MAX);
}

/** What was learnt of words, and up to which story. */
export async function readWords(executor: Executor): Promise<LearnedWords & { readonly nextStoryId: number }> {
  const { words_events, words_next_story_id } = await executor
    .selectFrom('newsbraid.braid')
    .selectAll()
    .executeTakeFirstOrThrow();
  const words = await executor.selectFrom('newsbraid.word').selectAll().orderBy('word').execute();
  return { events: words_events, words, nextStoryId: words_next_story_id };
}

export async function writeWords(
  executor: Executor,
  { events, words }: LearnedWords,
  nextStoryId: number,
): Promise<void> {
  await sql`update newsbraid.braid set words_events = ${events}, words_next_story_id = ${nextStoryId}, words_at = now()`.execute(
    executor,
  );
  const rows = rowsOf(words, { word: ['text', ({ word }) => word], events: ['float8', (word) => word.events] });
  await sql`
    insert into newsbraid.word (word, events) select word, events from ${rows}
    on conflict (word) do update set events = excluded.events`.execute(executor);
  if (words.some((word) => word.events === 0))
    await executor.deleteFrom('newsbraid.word').where('events', '=', 0).execute();
}
