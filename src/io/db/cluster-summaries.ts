import { sql } from 'kysely';
import { type Columns, rowsOf } from './rows.ts';
import type { Executor } from './tables.ts';

/** What a cluster looks like after a batch. */
export interface ClusterSummary {
  readonly id: number;
  readonly leadStoryId: number;
  readonly storyCount: number;
  readonly outletCount: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** Since when readers shall see it as updated; null: as before. */
  readonly newsAt: Date | null;
  readonly stories: readonly { readonly id: number; readonly leadItemId: number }[];
}

const SUMMARY_COLUMNS: Columns<ClusterSummary> = {
  id: ['bigint', ({ id }) => id],
  lead_story_id: ['bigint', ({ leadStoryId }) => leadStoryId],
  story_count: ['int', ({ storyCount }) => storyCount],
  outlet_count: ['int', ({ outletCount }) => outletCount],
  first_at: ['timestamptz', ({ firstAt }) => firstAt],
  last_at: ['timestamptz', ({ lastAt }) => lastAt],
  news_at: ['timestamptz', ({ newsAt }) => newsAt],
};

const LEAD_COLUMNS: Columns<ClusterSummary['stories'][number]> = {
  id: ['bigint', ({ id }) => id],
  lead_item_id: ['bigint', ({ leadItemId }) => leadItemId],
};

export async function writeSummaries(executor: Executor, summaries: readonly ClusterSummary[]): Promise<void> {
  if (summaries.length === 0) return;
  await sql`
    update newsbraid.cluster as cluster set lead_story_id = row.lead_story_id, story_count = row.story_count,
      outlet_count = row.outlet_count, first_at = row.first_at, last_at = row.last_at,
      updated_at = greatest(cluster.updated_at, row.news_at)
    from ${rowsOf(summaries, SUMMARY_COLUMNS)}
    where cluster.id = row.id`.execute(executor);
  const leads = summaries.flatMap(({ stories }) => stories);
  await sql`
    update newsbraid.story as story set lead_item_id = row.lead_item_id
    from ${rowsOf(leads, LEAD_COLUMNS)}
    where story.id = row.id and story.lead_item_id <> row.lead_item_id`.execute(executor);
}
