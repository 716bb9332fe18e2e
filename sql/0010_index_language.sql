-- 0010_index_language.sql: a feed of a rare language is found without reading every item.

create index item_language on newsbraid.item (split_part(lower(language), '-', 1));
