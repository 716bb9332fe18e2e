import type { Database } from '../io/db/connect.ts';
import { findGone, findKnown } from '../io/db/known.ts';
import { type Landing, writeLandings } from '../io/db/landing.ts';
import { readNow } from '../io/db/now.ts';
import { NONE_SEEN } from '../model/item.ts';
import { type FetchResult, noValidators, type PollOutcome, type Validators } from '../model/poll.ts';
import type { Settings } from '../model/settings.ts';
import type { ClaimedSource } from '../model/source.ts';
import { type Identified, identify } from '../stages/identify/identify.ts';
import { lastingKeys } from '../stages/identify/reused-guid.ts';
import { nextState } from '../stages/schedule/next-state.ts';
import type { FinishedPoll } from './poll.ts';

/** What one stored poll brought, for a table or a log line. */
export interface Landed {
  readonly source: ClaimedSource;
  readonly poll: Landing['poll'];
  readonly readMs: number | null;
  readonly items: number;
  readonly fresh: number;
  readonly edited: number;
  readonly nextPollAt: Date;
}

/** Stores finished polls in one transaction; what is new in them waits for the braid. */
export async function land(
  database: Database,
  polls: readonly FinishedPoll[],
  worker: string,
  settings: Settings,
): Promise<Landed[]> {
  const incoming = polls.flatMap(({ source, feed }) =>
    feed ? [{ sourceId: source.id, items: feed.items, seen: feed.seen }] : [],
  );
  return database.kysely.transaction().execute(async (transaction) => {
    const now = await readNow(transaction);
    const known = await findKnown(transaction, incoming);
    const isGone = await findGone(transaction, incoming, now);
    const landings = polls.map((finished) => {
      const { id } = finished.source;
      const { items, seen } = finished.feed ?? { items: [], seen: NONE_SEEN };
      const stored = known.get(id) ?? [];
      const { fresh, ...rest } = identify(items, stored, seen);
      const news = fresh.filter((item) => !isGone(id, lastingKeys(item)));
      const isFirst = stored.length === 0 && seen.count === 0;
      return decideLanding(finished, { fresh: news, isFirst, ...rest }, worker, settings, now);
    });
    await writeLandings(transaction, landings, now);
    return landings.map((landing, index) => ({
      source: (polls[index] as FinishedPoll).source,
      poll: landing.poll,
      readMs: (polls[index] as FinishedPoll).readMs,
      items: landing.poll.items,
      fresh: landing.fresh.length,
      edited: landing.edited.length,
      nextPollAt: landing.next.nextPollAt,
    }));
  });
}

/** What a finished poll changes: what is new, what was edited, when to come back. Pure. */
function decideLanding(
  { source, answer, feed, unreadable }: FinishedPoll,
  { fresh, isFirst, edited, moved, held }: Identified & Pick<Landing, 'isFirst'>,
  worker: string,
  settings: Settings,
  now: Date,
): Landing {
  const next = nextState(
    {
      source,
      fetched: answer,
      feed: feed && { hints: feed.hints, newItems: fresh.map(({ publishedAt }) => publishedAt) },
      error: unreadable,
    },
    settings.schedule,
    now,
  );
  return {
    sourceId: source.id,
    worker,
    poll: {
      at: now,
      tookMs: answer.tookMs,
      outcome: outcomeOf(answer, next.status, fresh.length + edited.length, unreadable !== null),
      httpStatus: answer.httpStatus,
      bytes: answer.bytes,
      items: feed ? feed.items.length + feed.seen.count : 0,
      errorCode: next.error?.code ?? null,
      error: next.error?.message ?? null,
      warnings: feed?.warnings ?? [],
    },
    feed,
    fresh,
    isFirst,
    edited,
    moved,
    next: { ...next, validators: { ...next.validators, ...FORGOTTEN[feed?.isCut ? 'unclear' : held] } },
  };
}

/**
 * What to forget so that nothing is missed: without the body hash the next document is read whole; without validators the
 * server sends it even if unchanged. The latter also after a document that broke off.
 */
const FORGOTTEN: Record<Identified['held'], Partial<Validators>> = {
  all: {},
  'not-all': { bodyHash: null },
  unclear: noValidators,
};

function outcomeOf(answer: FetchResult, status: string, changes: number, unreadable: boolean): PollOutcome {
  if (status === 'gone') return 'gone';
  if (answer.kind === 'failed' || unreadable) return 'failed';
  if (answer.kind === 'not-modified') return 'not-modified';
  return changes > 0 ? 'new' : 'unchanged';
}
