-- 0019_know_old_news.sql: what a source had published before it was ever read is no news of the moment at which it was read.

-- false: the item does not make its cluster news now. What is new then is as old as it says.
alter table newsbraid.pending add column is_news boolean not null default true;

comment on column news.clusters.updated_at is
  'When it was last worth reading again: when it appeared, when its lead got a new text, when coverage reached 2, 5, 10, 20 … outlets. What a source brought when it was first read counts from when it was published.';
