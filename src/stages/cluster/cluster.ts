import type { Profile } from './profile.ts';

/** An event as the index sees it: what its stories say, summed up. */
export interface Cluster {
  readonly id: number;
  /** The story that founded it, to point at in an explanation. */
  readonly founder: number;
  readonly outlets: Set<string>;
  /** Sum of its stories' profiles, each scaled to unit length. */
  readonly words: Map<string, number>;
  stories: number;
  firstAt: number;
  lastAt: number;
}

export function newCluster(id: number, founder: number, at: number): Cluster {
  return { id, founder, outlets: new Set(), words: new Map(), stories: 0, firstAt: at, lastAt: at };
}

/** Adds a story; returns the words that the cluster did not have before. */
export function addStory(cluster: Cluster, outlet: string, profile: Profile, scale: number, at: number): string[] {
  const fresh: string[] = [];
  for (const [word, count] of profile) {
    const before = cluster.words.get(word);
    if (before === undefined) fresh.push(word);
    cluster.words.set(word, (before ?? 0) + count * scale);
  }
  cluster.outlets.add(outlet);
  cluster.stories += 1;
  cluster.firstAt = Math.min(cluster.firstAt, at);
  cluster.lastAt = Math.max(cluster.lastAt, at);
  return fresh;
}

/** Puts all of `from` into `into`; returns the words that `into` did not have before. */
export function absorb(into: Cluster, from: Cluster): string[] {
  const fresh: string[] = [];
  for (const [word, count] of from.words) {
    const before = into.words.get(word);
    if (before === undefined) fresh.push(word);
    into.words.set(word, (before ?? 0) + count);
  }
  for (const outlet of from.outlets) into.outlets.add(outlet);
  into.stories += from.stories;
  into.firstAt = Math.min(into.firstAt, from.firstAt);
  into.lastAt = Math.max(into.lastAt, from.lastAt);
  return fresh;
}
