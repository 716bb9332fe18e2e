import { sql } from 'kysely';
import type { ClusterChange, Explanation, Merge, Move } from '../../model/decision.ts';
import { type Columns, rowsOf } from './rows.ts';
import type { Executor } from './tables.ts';

const MERGE_COLUMNS: Columns<Merge> = {
  from: ['bigint', ({ from }) => from],
  into: ['bigint', ({ into }) => into],
  because: ['jsonb', ({ because }) => because],
};

const MOVE_COLUMNS: Columns<Move> = {
  ...MERGE_COLUMNS,
  story_id: ['bigint', ({ storyId }) => storyId],
};

const PLACE_COLUMNS: Columns<Place> = {
  story_id: ['bigint', ({ storyId }) => storyId],
  cluster_id: ['bigint', ({ clusterId }) => clusterId],
  because: ['jsonb', ({ because }) => because],
};

/** Where a story that moved is at the end. */
interface Place {
  readonly storyId: number;
  clusterId: number;
  readonly because: Explanation;
}

/**
 * Writes merges and moves, in the order in which they were decided, in three statements for however many. The older cluster of a
 * merge goes on; the other redirects to it for ever, and so does whatever redirected to the other. A story that moves is taken
 * from one cluster into another; each move is kept.
 */
export async function writeChanges(executor: Executor, changes: readonly ClusterChange[], now: Date): Promise<void> {
  const { merges, moves, places } = outcomeOf(changes);
  if (merges.length > 0) {
    await sql`
      with merge as (
        select * from ${rowsOf(merges, MERGE_COLUMNS)}
      ), moved as (
        update newsbraid.story set cluster_id = "into" from merge where cluster_id = "from"
      )
      update newsbraid.cluster as cluster set merged_into = "into",
        merged_because = case when id = "from" then merge.because else merged_because end,
        merged_at = case when id = "from" then ${now} else merged_at end
      from merge where id = "from" or merged_into = "from"`.execute(executor);
  }
  if (moves.length > 0) {
    await sql`
      update newsbraid.story as story set cluster_id = row.cluster_id, because = row.because
      from ${rowsOf(places, PLACE_COLUMNS)}
      where id = row.story_id`.execute(executor);
    await sql`
      insert into newsbraid.move (story_id, from_cluster_id, into_cluster_id, at, because)
      select story_id, "from", "into", ${now}, because from ${rowsOf(moves, MOVE_COLUMNS)}`.execute(executor);
  }
}

/** What many changes come to: where each cluster that ended leads, and where each story that moved is, at the end of all. */
function outcomeOf(changes: readonly ClusterChange[]) {
  const merges: Merge[] = [];
  const moves: Move[] = [];
  const places = new Map<number, Place>();
  for (const change of changes) {
    const { from, into, because } = change;
    if ('storyId' in change) {
      moves.push(change);
      places.set(change.storyId, { storyId: change.storyId, clusterId: into, because });
    } else {
      merges.push(change);
      for (const place of places.values()) if (place.clusterId === from) place.clusterId = into;
    }
  }
  const next = new Map(merges.map(({ from, into }) => [from, into]));
  const lastOf = (id: number): number => (next.has(id) ? lastOf(next.get(id) as number) : id);
  return {
    merges: merges.map(({ from, because }) => ({ from, into: lastOf(from), because })),
    moves,
    places: [...places.values()],
  };
}
