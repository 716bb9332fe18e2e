-- 0022_search_news.sql: finding items by words and by similar headlines.

-- The index of 0010 serves it: the planner puts the body of the function into the query around it.
create function news.search(query text) returns setof news.items
  language sql stable parallel safe
  begin atomic
    select * from news.items
    where to_tsvector('simple', newsbraid.search_words(title || ' ' || summary)) @@ newsbraid.search_query(query);
  end;
comment on function news.search(text) is
  'Items that hold these words in headline or summary, as on the website: "a phrase", or, -without. Longer forms of a word are found, accents do not matter.';
