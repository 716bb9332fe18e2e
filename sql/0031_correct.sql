-- 0031_correct.sql: people may know better, and whoever asks why sees what moved, too.

-- Names of outlets that config/corrections.yaml calls one. In the database, so that all workers count alike.
create table newsbraid.outlet_alias (
  -- in lower case
  alias text primary key,
  outlet text not null
);

-- Who publishes, under the name that the corrections want.
create function newsbraid.outlet_of(name text) returns text
  language sql stable
  return coalesce((select outlet from newsbraid.outlet_alias where alias = lower(name)), name);

create or replace view news.explanations as
select decision.what, decision.item_id, decision.story_id, decision.cluster_id, decision.merged_cluster_id,
  because ->> 'rule' as rule, (because ->> 'score')::float8 as score, (because ->> 'threshold')::float8 as threshold,
  array(select word ->> 'word' from jsonb_array_elements(because -> 'words') with ordinality as list (word, place) order by place) as words,
  array(select (word ->> 'weight')::float8 from jsonb_array_elements(because -> 'words') with ordinality as list (word, place) order by place) as weights,
  case when what = 'item in story' then (because ->> 'with')::bigint end as compared_item_id,
  case when what <> 'item in story' then (because ->> 'with')::bigint end as compared_story_id,
  decision.decided_at, decision.left_cluster_id
from (
  select 'item in story' as what, item.id as item_id, item.story_id, story.cluster_id, null::bigint as merged_cluster_id, item.because,
    item.first_seen_at as decided_at, null::bigint as left_cluster_id
  from newsbraid.item join newsbraid.story on story.id = item.story_id where item.because is not null
  union all
  select 'story in cluster', null, id, cluster_id, null, because, created_at, null from newsbraid.story where because is not null
  union all
  select 'cluster into cluster', null, null, merged_into, id, merged_because, merged_at, null
  from newsbraid.cluster where merged_because is not null
  union all
  select 'story moved', null, move.story_id, story.cluster_id, null, move.because, move.at, move.from_cluster_id
  from newsbraid.move join newsbraid.story on story.id = move.story_id
) decision;
comment on view news.explanations is
  'Why things were put together: a row for each item that joined a story, each story that joined a cluster or moved to another, each merge. What founded its story or cluster has none.';
comment on column news.explanations.what is 'item in story, story in cluster, cluster into cluster, or story moved.';
comment on column news.explanations.story_id is 'The story that an item joined, or that joined a cluster or moved; null for a merge.';
comment on column news.explanations.left_cluster_id is 'For a move: the cluster that the story left.';
