-- 0023_index_braided_items.sql: readers' indexes hold items once they are in a story, not before.
-- An item is written twice, when it is stored and a moment later when it is braided, and each write goes into every index that
-- holds it. Measured (bench/database/write-cost.mjs): storing takes 52 µs an item instead of 260, both together 0.63 of the time.

drop index newsbraid.item_search, newsbraid.item_categories, newsbraid.item_published, newsbraid.item_source_seen,
  newsbraid.item_url, newsbraid.item_story;
create index item_search on newsbraid.item
  using gin (to_tsvector('simple', newsbraid.search_words(title || ' ' || summary))) where story_id is not null;
create index item_categories on newsbraid.item using gin (newsbraid.lower_all(categories)) where story_id is not null;
create index item_published on newsbraid.item (published_at desc) where story_id is not null;
create index item_source_seen on newsbraid.item (source_id, first_seen_at desc) where story_id is not null;
create index item_url on newsbraid.item (url_key) where story_id is not null;
create index item_story on newsbraid.item (story_id) where story_id is not null;
