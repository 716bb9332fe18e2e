-- 0013_learn_words_in_bulk.sql: what was learnt of words is written down now and then, not after every batch.
-- A batch of 90 stories changes the counts of 1,900 words, and writing those took longer than all else of the braid. What was not written is
-- learnt again from the stories after a restart.
alter table newsbraid.braid add column words_at timestamptz not null default now();
