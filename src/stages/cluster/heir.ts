import type { Cluster } from './cluster.ts';
import type { Member } from './member.ts';

/** The group of each member, by its place. */
export function groupsOf(groups: readonly (readonly Member[])[]): ReadonlyMap<Member, number> {
  return new Map(groups.flatMap((group, index) => group.map((member) => [member, index] as const)));
}

/** The group that has most of a cluster: where it goes on, or ends. */
export function heirOf(cluster: Cluster, groupOf: ReadonlyMap<Member, number>): number {
  const sizes = new Map<number, number>();
  for (const member of cluster.members) {
    const index = groupOf.get(member) as number;
    sizes.set(index, (sizes.get(index) ?? 0) + 1);
  }
  return [...sizes].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}
