-- 0005_search_news.sql: finding items by words and by similar headlines, without an index of their own.

-- The index of 0002 serves it: the planner puts the body of the function into the query around it.
create function news.search(query text) returns setof news.items
  language sql stable parallel safe
  begin atomic
    select * from news.items
    where to_tsvector('simple', newsbraid.search_words(title || ' ' || summary)) @@ newsbraid.search_query(query);
  end;
comment on function news.search(text) is
  'Items that hold these words in headline or summary, as on the website: "a phrase", or, -without. Longer forms of a word are found, accents do not matter.';

-- A trigram index on headlines was measured on a million items: 78 MB, 15 µs more for each item, and seconds for a headline of nine
-- words, because each of its sixty trigrams is in tens of thousands of others. So candidates share two of the rarer words, by
-- the word index that is there, and only they are compared by trigrams, without an extension that a server may lack.

-- Two of the up to six rarest words of a headline: those that Postgres's own statistics do not call common, longest first.
create function newsbraid.similar_query(title text) returns tsquery
  language sql stable security definer set search_path = ''
  begin atomic
    with common as (
      select unnest(most_common_elems::text::text[]) as word from pg_catalog.pg_stats
      where schemaname = 'newsbraid' and tablename = 'item_search'
    ), words as (
      select word, row_number() over (order by word in (select word from common), length(word) desc, word) as place
      from unnest(tsvector_to_array(to_tsvector('simple', newsbraid.search_words(title)))) as word
      order by place limit 6
    ), quoted as (
      select place, '''' || replace(replace(word, '\', '\\'), '''', '''''') || '''' as word from words
    )
    select coalesce(
      (select string_agg(a.word || '&' || b.word, '|') from quoted a join quoted b on a.place < b.place),
      (select word from quoted), '')::tsquery;
  end;

-- As pg_trgm does it: two spaces before each word, one behind.
create function newsbraid.trigrams(words text) returns text[]
  language sql immutable strict parallel safe
  begin atomic
    select array_agg(distinct substr(word, place, 3))
    from regexp_split_to_table(lower(newsbraid.search_words(words)), '\W+') as split (part)
      cross join lateral (values ('  ' || part || ' ')) as padded (word)
      cross join lateral generate_series(1, length(word) - 2) as place
    where part <> '';
  end;

create function newsbraid.similarity(a text[], b text[]) returns real
  language sql immutable strict parallel safe
  begin atomic
    select (shared / nullif(cardinality(a) + cardinality(b) - shared, 0))::real
    from (select count(*)::float8 as shared from unnest(a) as gram where gram = any(b)) both_have;
  end;

create function news.similar_titles(title text)
  returns table (similarity real, item_id bigint, cluster_id bigint, published_at timestamptz, outlet text, title text, url text)
  language sql stable
  begin atomic
    with wanted as materialized (
      select newsbraid.similar_query(similar_titles.title) as query, newsbraid.trigrams(similar_titles.title) as grams
    ), newest as (
      select items.id, items.cluster_id, items.published_at, items.outlet, items.title, items.url
      from news.items
      where to_tsvector('simple', newsbraid.search_words(items.title || ' ' || summary)) @@ newsbraid.similar_query(similar_titles.title)
      order by items.id desc limit 1000
    ), best as (
      select newest.* from newest, wanted
      order by ts_rank(to_tsvector('simple', newsbraid.search_words(newest.title)), query) desc, newest.id desc limit 200
    )
    select newsbraid.similarity(newsbraid.trigrams(best.title), grams) as similarity, best.*
    from best, wanted
    order by 1 desc nulls last, 2 desc;
  end;
comment on function news.similar_titles(text) is
  'Items whose headlines resemble this one, the most similar first, 1 is equal: of the newest thousand that share two of its rarer words.';
