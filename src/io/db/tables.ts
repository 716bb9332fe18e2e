import type { ColumnType, Generated, Kysely } from 'kysely';
import type { Explanation } from '../../model/decision.ts';

/** Any connection or transaction of ours. */
export type Executor = Kysely<Tables>;

/** The tables that are queried through kysely's builder; the rest is asked in SQL. sql/ documents them all. */
export interface Tables {
  'newsbraid.source': SourceTable;
  'newsbraid.host': { host: string; hold_until: Date };
  'newsbraid.story': StoryTable;
  'newsbraid.braid': {
    singleton: boolean;
    next_story_id: number;
    next_cluster_id: number;
    version: number;
    words_events: number;
    words_next_story_id: number;
    words_at: Generated<Date>;
  };
  'newsbraid.word': { word: string; events: number };
  'newsbraid.outlet_alias': { alias: string; outlet: string };
}

/** jsonb: read as a value, written as a string. */
type Json<T> = ColumnType<T, string, string>;

export interface SourceTable {
  id: Generated<number>;
  url: string;
  host: string;
  title: string | null;
  outlet_given: string | null;
  outlet: string;
  categories: Generated<string[]>;
  priority: Generated<number>;
  every_ms: number | null;
  enabled: Generated<boolean>;
  removed_at: Date | null;
  added_at: Generated<Date>;
  feed_title: string | null;
  site_url: string | null;
  language: string | null;
  etag: string | null;
  last_modified: string | null;
  body_hash: string | null;
  hints: Json<unknown>;
  items_a_week: number | null;
  newest_item_at: Date | null;
  moved_to: string | null;
  moved_polls: Generated<number>;
  answering_host: string | null;
  next_poll_at: Generated<Date>;
  lease_until: Date | null;
  leased_by: string | null;
  status: Generated<'new' | 'ok' | 'failing' | 'gone'>;
  last_poll_at: Date | null;
  last_read_at: Date | null;
  last_success_at: Date | null;
  failures: Generated<number>;
  first_failed_at: Date | null;
  last_error_code: string | null;
  last_error: string | null;
  warnings: Generated<string[]>;
}

export interface StoryTable {
  id: number;
  entry_id: string;
  cluster_id: number;
  lead_item_id: number;
  created_at: Date;
  because: Json<Explanation | null> | null;
}
