-- 0002_index_publication.sql: what readers ask for, found without reading everything.

-- Words as they are searched: compatibility forms folded, accents dropped, and a space around every Han or Kana character,
-- because the parser would take a whole run of them for one word. A phrase query then finds any part of such a run.
create function newsbraid.search_words(words text) returns text
  language sql immutable strict parallel safe
  return case
    -- ASCII alone has nothing to fold, and the expressions would take two thirds of the time to index it
    when octet_length(words) = length(words) then words
    else regexp_replace(
      regexp_replace(normalize(words, nfkd), '[\u0300-\u036f]', '', 'g'),
      '([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])', ' \1 ', 'g')
  end;

-- A reader's words as a query: websearch syntax, and words of four letters or more find their longer forms as well, which
-- stands in for stemming in all languages.
create function newsbraid.search_query(words text) returns tsquery
  language sql immutable strict parallel safe
  return regexp_replace(
    regexp_replace(websearch_to_tsquery('simple', newsbraid.search_words(words))::text, '''(?:[^'']|'''')+''', '\&:*', 'g'),
    '(''(?:[^'']|''''){1,3}''):\*', '\1', 'g')::tsquery;

create function newsbraid.lower_all(words text[]) returns text[]
  language sql immutable strict parallel safe
  return lower(words::text)::text[];

create index item_search on newsbraid.item
  using gin (to_tsvector('simple', newsbraid.search_words(title || ' ' || summary))) with (gin_pending_list_limit = 32768);
create index item_categories on newsbraid.item using gin (newsbraid.lower_all(categories));
create index item_source_seen on newsbraid.item (source_id, first_seen_at desc);
create index item_seen on newsbraid.item (first_seen_at desc, id desc);
create index story_created on newsbraid.story (created_at desc, id desc);
create index cluster_follows on newsbraid.cluster (follows) where follows is not null;
