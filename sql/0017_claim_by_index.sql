-- 0017_claim_by_index.sql: a claim takes the first sources that are due in their order from an index, instead of sorting all of them.
-- Many share a moment, those of a first start above all, so the order needs the id.

drop index newsbraid.source_due;
create index source_due on newsbraid.source (next_poll_at, id) where enabled and removed_at is null and status <> 'gone';
