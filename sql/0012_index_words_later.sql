-- 0012_index_words_later.sql: the words of an item are indexed when there is time, not while it is stored.
-- Finding its words and entering them was more than half of what storing an item took (83 of 141 µs), and readers of the feed wait for the
-- braid, not for the search. Until it is done, a search reads the words of the few items that wait.

-- Items whose words are in the index. The index cannot be one of newsbraid.item, whose rows enter all its indexes at once; a column with the
-- words would add 1 KB to each item.
create table newsbraid.searched (item_id bigint primary key);
alter table newsbraid.searched set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05,
  autovacuum_analyze_scale_factor = 0.02);

-- Items that are braided and whose words are not indexed yet, or no longer right.
create table newsbraid.unsearched (item_id bigint primary key);

-- Immutable only as long as the text is: whoever changes an item's text puts it into newsbraid.pending, and until it is indexed
-- anew its old words are not looked at.
create function newsbraid.words_of(item_id bigint) returns tsvector
  language sql immutable strict parallel safe
  begin atomic
    select to_tsvector('simple', newsbraid.search_words(title || ' ' || summary)) from newsbraid.item where id = item_id;
  end;

-- What was braided is to be indexed: here, so that it holds for whoever braids, an older version during an upgrade included.
create function newsbraid.queue_words() returns trigger
  language plpgsql as $$
  begin
    insert into newsbraid.unsearched select item_id from braided order by item_id on conflict do nothing;
    delete from newsbraid.searched where item_id in (select item_id from braided);
    return null;
  end $$;
create trigger queue_words after delete on newsbraid.pending
  referencing old table as braided for each statement execute function newsbraid.queue_words();

-- Every item with its words; `words @@ query` uses the index.
create view newsbraid.words as
with waiting as not materialized (
  select item_id from newsbraid.pending union all select item_id from newsbraid.unsearched
)
select item_id, newsbraid.words_of(item_id) as words from newsbraid.searched
where not exists (select from waiting where waiting.item_id = searched.item_id)
union all
select item_id, newsbraid.words_of(item_id) from (select distinct item_id from waiting) waiting;

-- The items that fulfil a query, for those who may read the views of `news` only.
create function newsbraid.find_items(query tsquery) returns setof bigint
  language sql stable parallel safe security definer set search_path = ''
  begin atomic
    select item_id from newsbraid.words where words @@ query;
  end;

create or replace function news.search(query text) returns setof news.items
  language sql stable parallel safe
  begin atomic
    select * from news.items where id in (select newsbraid.find_items(newsbraid.search_query(query)));
  end;

create or replace function news.similar_titles(title text)
  returns table (similarity real, item_id bigint, cluster_id bigint, published_at timestamptz, outlet text, title text, url text)
  language sql stable
  begin atomic
    with wanted as materialized (
      select newsbraid.similar_query(similar_titles.title) as query, newsbraid.trigrams(similar_titles.title) as grams
    ), newest as (
      select items.id, items.cluster_id, items.published_at, items.outlet, items.title, items.url
      from news.items
      where items.id in (select newsbraid.find_items(newsbraid.similar_query(similar_titles.title)))
      order by items.id desc limit 1000
    ), best as (
      select newest.* from newest, wanted
      order by ts_rank(to_tsvector('simple', newsbraid.search_words(newest.title)), query) desc, newest.id desc limit 200
    )
    select newsbraid.similarity(newsbraid.trigrams(best.title), grams) as similarity, best.*
    from best, wanted
    order by 1 desc nulls last, 2 desc;
  end;

drop index newsbraid.item_search;
insert into newsbraid.searched select id from newsbraid.item;
set local maintenance_work_mem = '256MB';
create index item_search on newsbraid.searched using gin (newsbraid.words_of(item_id)) with (gin_pending_list_limit = 32768);
