-- 0020_remember_texts.sql: a headline that goes to and fro between two texts is news once for each.

alter table newsbraid.item
  -- hashes of what it said before, the latest first; null: it was never edited
  add column hashes_before text[],
  -- when it last got a text that it never had; null: never, or before this column was there
  add column revised_at timestamptz;
