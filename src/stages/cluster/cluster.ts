import type { Member } from './member.ts';

/** An event: stories in the order of their ids. */
export interface Cluster {
  readonly id: number;
  /** Its place in the index. */
  readonly slot: number;
  readonly members: Member[];
  firstAt: number;
  lastAt: number;
}

export function newCluster(id: number, slot: number, founder: Member): Cluster {
  return { id, slot, members: [founder], firstAt: founder.at, lastAt: founder.at };
}

export function enter(cluster: Cluster, member: Member): void {
  const at = cluster.members.findLastIndex(({ storyId }) => storyId < member.storyId) + 1;
  if (at === cluster.members.length) cluster.members.push(member);
  else cluster.members.splice(at, 0, member);
  cluster.firstAt = Math.min(cluster.firstAt, member.at);
  cluster.lastAt = Math.max(cluster.lastAt, member.at);
}

export function leave(cluster: Cluster, member: Member): void {
  cluster.members.splice(cluster.members.indexOf(member), 1);
  cluster.firstAt = Math.min(...cluster.members.map(({ at }) => at));
  cluster.lastAt = Math.max(...cluster.members.map(({ at }) => at));
}

/** Enough of a cluster to compare with: its latest stories, since an event is where its news is. */
const COMPARED_MAX = 12;

export function latest(members: readonly Member[]): readonly Member[] {
  return members.length <= COMPARED_MAX ? members : members.slice(-COMPARED_MAX);
}
