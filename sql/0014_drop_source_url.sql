-- 0014_drop_source_url.sql: item_url alone finds the items of a page, and few of those are of other sources.
-- One index less to enter, and 41 bytes an item.
drop index newsbraid.item_source_url;
