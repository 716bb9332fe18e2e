-- 0021_know_answering_host.sql: a host that wants quiet gets it from sources that reach it by a redirect, too.

-- The host of the last answer; null: there was none.
alter table newsbraid.source add column answering_host text;
