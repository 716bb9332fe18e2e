-- 0016_keep_similar_news.sql: similar news is found where stories are compared, and kept; pages no longer look for it.

-- Clusters that were alike and not one event when a story of the one was compared with the other, in both directions, with the highest
-- likeness. Ids are those of that moment: a merge leaves the rows as they are, and who reads them follows merged_into. No foreign
-- keys: the braid and retention are the only writers.
create table newsbraid.similar (
  cluster_id bigint not null,
  other_id bigint not null,
  score real not null,
  primary key (cluster_id, other_id),
  check (cluster_id <> other_id)
);

create view news.similar_clusters as
select cluster_id, similar_cluster_id, max(score) as score
from (
  -- apart, so that both a cluster and those that merged into it are found by an index
  select cluster_id, other_id, score
  from newsbraid.similar join newsbraid.cluster on cluster.id = cluster_id where merged_into is null
  union all
  select merged_into, other_id, score
  from newsbraid.similar join newsbraid.cluster on cluster.id = cluster_id where merged_into is not null
) pair
  join newsbraid.cluster other on other.id = other_id
  cross join lateral (select coalesce(other.merged_into, other.id) as similar_cluster_id) today
where similar_cluster_id <> cluster_id
  -- later evidence may have taken every story elsewhere
  and exists (select from newsbraid.story where story.cluster_id = similar_cluster_id)
group by cluster_id, similar_cluster_id;
comment on view news.similar_clusters is
  'Events that are similar news: told in much the same words, and not the same event. Each pair in both directions, merges considered.';
comment on column news.similar_clusters.cluster_id is 'An event (news.clusters).';
comment on column news.similar_clusters.similar_cluster_id is 'Another that is similar news to it (news.clusters).';
comment on column news.similar_clusters.score is 'How alike a story of one was to the latest of the other, 0.2 to 1: the mean of the cosines of their words.';
