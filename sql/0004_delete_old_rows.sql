-- 0004_delete_old_rows.sql: rows go after a while, but nothing that is gone comes back as new.

-- Keys of deleted items (identity and canonical URL alike), for as long as their feed may still carry them: an item that
-- comes again is then no news. met_on: when it was deleted or last met in its feed; a day is fine enough and is written once.
create table newsbraid.gone_key (
  source_id bigint not null references newsbraid.source on delete cascade,
  key uuid not null,
  met_on date not null,
  primary key (source_id, key)
);

-- When the source's document was last read, not only answered for: a key that was not in it then has left the feed.
alter table newsbraid.source add column last_read_at timestamptz;

-- Clusters whose items were deleted, and those that had merged into them: their ids and redirects stay for ever, 60 bytes each.
create table newsbraid.gone_cluster (
  id bigint primary key,
  entry_id uuid not null,
  merged_into bigint
);

create view news.redirects as
select id as old_id, merged_into as cluster_id, merged_at from newsbraid.cluster where merged_into is not null
union all
select id, merged_into, null from newsbraid.gone_cluster where merged_into is not null;
comment on view news.redirects is 'Clusters that ended in another one, the older of the two. Kept for ever.';
comment on column news.redirects.old_id is 'Number of the cluster that ended.';
comment on column news.redirects.cluster_id is 'Where it is found today.';
comment on column news.redirects.merged_at is 'When; null once the items of both are deleted.';

create function news.cluster_now(id bigint) returns bigint
  language sql stable parallel safe security definer set search_path = ''
  begin atomic
    select coalesce(merged_into, id) from (
      select id, merged_into from newsbraid.cluster union all select id, merged_into from newsbraid.gone_cluster
    ) cluster where cluster.id = cluster_now.id;
  end;
comment on function news.cluster_now(bigint) is
  'Where a cluster is found today: its own number, or that of the one it merged into; null: there never was one.';

-- Few rows, so the index costs next to nothing; without it, edits are found by reading all items.
create index item_edited on newsbraid.item (edited_at desc) where edited_at is not null;

-- The defaults wait until a fifth of a table is dead: two million rows of ten million, and then clean all at once.
alter table newsbraid.item set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05,
  autovacuum_analyze_scale_factor = 0.02);
alter table newsbraid.story set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
alter table newsbraid.cluster set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
alter table newsbraid.poll set (autovacuum_vacuum_scale_factor = 0.05);
-- Small and rewritten at each poll: room on each page keeps a claim's update off the indexes.
alter table newsbraid.source set (fillfactor = 70);
