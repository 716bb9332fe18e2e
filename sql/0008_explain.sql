-- 0008_explain.sql: every decision as a row: copies, joins, merges, and stories that later evidence took to another cluster.

-- One decision as columns. "with" of the table is an item for a copy and a story for a cluster.
create view news.explanations as
select decision.what, decision.item_id, decision.story_id, decision.cluster_id, decision.from_cluster_id,
  because ->> 'rule' as rule, (because ->> 'score')::float8 as score, (because ->> 'threshold')::float8 as threshold,
  array(select word ->> 'word' from jsonb_array_elements(because -> 'words') with ordinality as list (word, place) order by place) as words,
  array(select (word ->> 'weight')::float8 from jsonb_array_elements(because -> 'words') with ordinality as list (word, place) order by place) as weights,
  case when what = 'item in story' then (because ->> 'with')::bigint end as compared_item_id,
  case when what <> 'item in story' then (because ->> 'with')::bigint end as compared_story_id,
  decision.decided_at
from (
  select 'item in story' as what, item.id as item_id, item.story_id, story.cluster_id, null::bigint as from_cluster_id, item.because,
    item.first_seen_at as decided_at
  from newsbraid.braided item join newsbraid.story on story.id = item.story_id where item.because is not null
  union all
  select 'story in cluster', null, id, cluster_id, null, because, created_at from newsbraid.story where because is not null
  union all
  select 'cluster into cluster', null, null, merged_into, id, merged_because, merged_at from newsbraid.cluster where merged_because is not null
  union all
  select 'story to cluster', null, move.story_id, story.cluster_id, move.from_cluster_id, move.because, move.at
  from newsbraid.move join newsbraid.story on story.id = move.story_id
) decision;
comment on view news.explanations is
  'Why things were put together: a row for each item that joined a story, each story that joined or was moved to a cluster, each merge. What founded its story or cluster has none.';
comment on column news.explanations.what is 'item in story, story in cluster, cluster into cluster (a merge), or story to cluster (a move).';
comment on column news.explanations.story_id is 'The story that an item joined, or that joined or was moved to a cluster; null for a merge.';
comment on column news.explanations.from_cluster_id is 'For a merge or a move: the cluster that ended, or that the story left.';
comment on column news.explanations.item_id is 'The item that joined a story.';
comment on column news.explanations.cluster_id is 'The cluster in which all of this is found today.';
comment on column news.explanations.rule is 'Short name of the rule that decided, such as same-url or shared-rare-words.';
comment on column news.explanations.score is 'What was measured; comparable only within one rule.';
comment on column news.explanations.threshold is 'What the score had to reach.';
comment on column news.explanations.words is 'The shared words that decided it, strongest first.';
comment on column news.explanations.weights is 'How much each of the words counted.';
comment on column news.explanations.compared_item_id is 'The item that it was compared with.';
comment on column news.explanations.compared_story_id is 'The story that it was compared with.';
comment on column news.explanations.decided_at is 'When, to within seconds.';
