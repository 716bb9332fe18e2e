import type { ColumnType, Generated, Kysely } from 'kysely';
import type { Explanation } from '../../model/decision.ts';
import type { PollOutcome } from '../../model/poll.ts';

/** Any connection or transaction of ours. */
export type Executor = Kysely<Tables>;

/** The tables of sql/ as kysely sees them; sql/ documents them. */
export interface Tables {
  'newsbraid.source': SourceTable;
  'newsbraid.host': { host: string; hold_until: Date };
  'newsbraid.poll': PollTable;
  'newsbraid.item': ItemTable;
  'newsbraid.story': StoryTable;
  'newsbraid.cluster': ClusterTable;
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
  'newsbraid.gone_key': { source_id: number; key: string; met_on: string };
  'newsbraid.gone_cluster': { id: number; entry_id: string; merged_into: number | null };
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

export interface PollTable {
  id: Generated<number>;
  source_id: number;
  at: Date;
  took_ms: number;
  outcome: PollOutcome;
  http_status: number | null;
  bytes: number | null;
  items: Generated<number>;
  items_new: Generated<number>;
  items_edited: Generated<number>;
  error_code: string | null;
  error: string | null;
  warnings: Generated<string[]>;
}

export interface ItemTable {
  id: Generated<number>;
  source_id: number;
  identity_key: string;
  url_key: string | null;
  url: string | null;
  title: string;
  title_before: string | null;
  summary_before: string | null;
  edited_at: Date | null;
  revised_at: Date | null;
  attribution: string | null;
  summary: string;
  content_html: Generated<string>;
  authors: Generated<string[]>;
  categories: Generated<string[]>;
  language: string | null;
  image_url: string | null;
  enclosures: Json<unknown> | null;
  content_hash: string;
  hashes_before: string[] | null;
  published_at: Date;
  dated: boolean;
  updated_at: Date | null;
  first_seen_at: Date;
}

export interface StoryTable {
  id: number;
  entry_id: string;
  cluster_id: number;
  lead_item_id: number;
  created_at: Date;
  because: Json<Explanation | null> | null;
}

export interface ClusterTable {
  id: number;
  entry_id: string;
  lead_story_id: number;
  story_count: Generated<number>;
  outlet_count: Generated<number>;
  created_at: Date;
  first_at: Date;
  last_at: Date;
  updated_at: Date;
  merged_into: number | null;
  merged_because: Json<Explanation | null> | null;
  merged_at: Date | null;
  follows: number | null;
}
