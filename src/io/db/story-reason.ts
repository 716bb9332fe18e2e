/**
 * Why a story `story` is in its cluster, in SQL: columns, and what they are joined from. The story itself keeps why it was last
 * placed; where that was in a cluster which ended in this one since, it is here because of that merge.
 */
export const STORY_REASON = {
  because: 'case when placed.cluster_id = story.cluster_id then story.because else ended.merged_because end',
  /** The cluster that ended; null: the story was placed in this one, or it never moved. */
  cameWith: 'nullif(placed.cluster_id, story.cluster_id)',
  joins: `cross join lateral (
      select coalesce((select into_cluster_id from newsbraid.move where story_id = story.id order by move.id desc limit 1), story.cluster_id) as cluster_id
    ) placed left join newsbraid.cluster ended on ended.id = placed.cluster_id`,
} as const;
