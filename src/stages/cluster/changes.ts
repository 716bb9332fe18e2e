import type { Explanation, Merge, Move } from '../../model/decision.ts';
import type { Cluster } from './cluster.ts';
import { groupsOf, heirOf } from './heir.ts';
import type { Member } from './member.ts';
import type { Group } from './rearrange.ts';

/** What a regrouping means for the clusters that there were. */
export interface Changes {
  readonly merges: readonly Merge[];
  readonly moves: readonly Move[];
}

/**
 * Says a regrouping as merges and moves: a cluster that no group goes on as ends in the group that has most of it; a story
 * whose group goes on as another cluster than its own moves there.
 *
 * @param ids The cluster id of each group, new ones included.
 */
export function changesOf(
  groups: readonly Group[],
  ids: readonly number[],
  clusters: readonly Cluster[],
  explain: (member: Member, group: Group) => Explanation,
): Changes {
  const groupOf = groupsOf(groups.map(({ members }) => members));
  const merges: Merge[] = [];
  const moves: Move[] = [];
  for (const cluster of clusters) {
    const heir = ids.includes(cluster.id) ? null : heirOf(cluster, groupOf);
    if (heir !== null) {
      const group = groups[heir] as Group;
      const first = cluster.members.find((member) => groupOf.get(member) === heir) as Member;
      merges.push({ from: cluster.id, into: ids[heir] as number, because: explain(first, group) });
    }
    for (const member of cluster.members) {
      const index = groupOf.get(member) as number;
      const into = ids[index] as number;
      if (into === cluster.id || index === heir) continue;
      moves.push({ storyId: member.storyId, from: cluster.id, into, because: explain(member, groups[index] as Group) });
    }
  }
  return { merges, moves };
}
