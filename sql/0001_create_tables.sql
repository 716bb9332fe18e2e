-- 0001_create_tables.sql: the nouns of docs/database.md as tables.
-- Internal: free to change. What users query are the views of schema `news`, which stay stable.
-- Ids of stories and clusters are given by the braid (one writer at a time), so that the same items in the same
-- order give the same ids; all others are identities.

create schema newsbraid;

-- One feed that we poll, as named in the config, and everything that must be known before the next request to it.
create table newsbraid.source (
  id bigint generated always as identity primary key,
  url text not null unique,
  host text not null,
  -- from the config; null: not said there
  title text,
  outlet_given text,
  categories text[] not null default '{}',
  priority int not null default 0,
  every_ms bigint,
  enabled boolean not null default true,
  removed_at timestamptz,
  added_at timestamptz not null default now(),
  -- who publishes: as given, else the registrable domain of the feed's site, else of its address
  outlet text not null,
  -- from the feed itself
  feed_title text,
  site_url text,
  language text,
  -- from the last answer
  etag text,
  last_modified text,
  body_hash text,
  hints jsonb not null default '{}',
  moved_to text,
  moved_polls int not null default 0,
  -- rhythm: what the schedule adapts to
  items_a_week double precision,
  newest_item_at timestamptz,
  -- schedule: due when next_poll_at has passed and no one holds the lease
  next_poll_at timestamptz not null default now(),
  lease_until timestamptz,
  leased_by text,
  -- health
  status text not null default 'new' check (status in ('new', 'ok', 'failing', 'gone')),
  last_poll_at timestamptz,
  last_success_at timestamptz,
  failures int not null default 0,
  first_failed_at timestamptz,
  last_error_code text,
  last_error text,
  warnings text[] not null default '{}'
);
create index source_due on newsbraid.source (next_poll_at) where enabled and removed_at is null and status <> 'gone';
create index source_host on newsbraid.source (host);

-- A host that asked for quiet (Retry-After): no source of it is polled before hold_until.
create table newsbraid.host (
  host text primary key,
  hold_until timestamptz not null
);

-- One visit to a source. Kept, so that a user can see why something is missing.
create table newsbraid.poll (
  id bigint generated always as identity primary key,
  source_id bigint not null references newsbraid.source on delete cascade,
  at timestamptz not null,
  took_ms int not null,
  outcome text not null check (outcome in ('new', 'unchanged', 'not-modified', 'failed', 'gone')),
  http_status int,
  bytes int,
  items int not null default 0,
  items_new int not null default 0,
  items_edited int not null default 0,
  error_code text,
  error text,
  warnings text[] not null default '{}'
);
create index poll_source on newsbraid.poll (source_id, at desc);
create index poll_at on newsbraid.poll using brin (at);

-- Stories about the same event. merged_into: where its readers are sent, for ever.
create table newsbraid.cluster (
  id bigint primary key,
  -- of its feed entry: urn:uuid, derived from the item that founded it, so that it survives a rebuild
  entry_id uuid not null unique,
  lead_story_id bigint not null,
  story_count int not null default 1,
  outlet_count int not null default 1,
  created_at timestamptz not null,
  -- earliest and latest item
  first_at timestamptz not null,
  last_at timestamptz not null,
  -- moves only for what is worth reading again: the lead's text, or coverage by 2, 5, 10, 20 … outlets
  updated_at timestamptz not null,
  merged_into bigint references newsbraid.cluster,
  merged_because jsonb,
  merged_at timestamptz,
  follows bigint references newsbraid.cluster
);
create index cluster_recent on newsbraid.cluster (updated_at desc, id desc) where merged_into is null;
create index cluster_merged on newsbraid.cluster (merged_into) where merged_into is not null;

-- Items that carry the same text.
create table newsbraid.story (
  id bigint primary key,
  entry_id uuid not null unique,
  cluster_id bigint not null references newsbraid.cluster deferrable initially deferred,
  lead_item_id bigint not null,
  created_at timestamptz not null,
  -- why it is in its cluster; null: it founded it
  because jsonb
);
create index story_cluster on newsbraid.story (cluster_id);

-- One entry of one source's feed.
create table newsbraid.item (
  id bigint generated always as identity primary key,
  source_id bigint not null references newsbraid.source,
  -- md5 of the identity and of the canonical URL: 16 bytes instead of long text in the indexes
  identity_key uuid not null,
  url_key uuid,
  url text,
  title text not null,
  -- what it said before the last edit
  title_before text,
  summary_before text,
  edited_at timestamptz,
  attribution text,
  summary text not null,
  content_html text not null default '',
  authors text[] not null default '{}',
  categories text[] not null default '{}',
  language text,
  image_url text,
  enclosures jsonb,
  content_hash text not null,
  -- never later than first_seen_at; an undated item has the time we first saw it, and never changes afterwards
  published_at timestamptz not null,
  dated boolean not null,
  updated_at timestamptz,
  first_seen_at timestamptz not null,
  unique (source_id, identity_key)
);
create index item_source_url on newsbraid.item (source_id, url_key);
create index item_url on newsbraid.item (url_key);
create index item_published on newsbraid.item (published_at desc);

-- Items that are new or were edited since the braid last looked.
create table newsbraid.pending (
  item_id bigint primary key
);

-- Which story an item is in. Apart from the items, because a column of theirs would rewrite each of them, text, indexes and all,
-- a moment after it was stored (measured: half of what storing an item costs). No foreign keys for the same reason: the
-- braid and retention are its only writers.
create table newsbraid.member (
  item_id bigint primary key,
  story_id bigint not null,
  -- why it is in its story; null: it founded it
  because jsonb
);
create index member_story on newsbraid.member (story_id);

-- Items that are in a story already.
create view newsbraid.braided as
select item.*, member.story_id, member.because from newsbraid.member join newsbraid.item on item.id = member.item_id;

-- One row: what the single writer of stories and clusters must remember.
create table newsbraid.braid (
  singleton boolean primary key default true check (singleton),
  next_story_id bigint not null default 1,
  next_cluster_id bigint not null default 1,
  -- grows with every change that a reader could see
  version bigint not null default 0,
  -- how many events the counts of newsbraid.word stand for, and the first story that is not in them yet
  words_events double precision not null default 0,
  words_next_story_id bigint not null default 1
);
insert into newsbraid.braid default values;

-- In how many events a word was met: how rare words are in this user's own stream.
create table newsbraid.word (
  word text primary key,
  events double precision not null
) with (fillfactor = 70);
