import { type Cluster, latest } from './cluster.ts';
import type { Member } from './member.ts';
import type { ClusterRules } from './rules.ts';
import { areSeries } from './series.ts';
import type { StoryComparer } from './story-comparer.ts';

/** A cluster compared with a story. */
export interface Near {
  readonly cluster: Cluster;
  /** Mean likeness with its latest stories, 0 to 1. */
  readonly score: number;
  /** What the score has to reach for the story to join. */
  readonly threshold: number;
  /** The story of it that is most alike. */
  readonly closest: Member;
}

/** Compares a story with clusters, best first; those whose stories and this one are parts of a series are left out. */
export function compareNear(
  self: Member,
  clusters: readonly Cluster[],
  comparer: StoryComparer,
  rules: ClusterRules,
): Near[] {
  comparer.hold(self);
  const near = clusters.flatMap((cluster) => compare(self, cluster, comparer, rules) ?? []);
  return near.sort((a, b) => b.score - a.score || a.cluster.id - b.cluster.id);
}

function compare(self: Member, cluster: Cluster, comparer: StoryComparer, rules: ClusterRules): Near | null {
  const members = latest(cluster.members);
  let closest = members[0] as Member;
  let highest = -1;
  let sum = 0;
  for (const member of members) {
    if (areSeries(self, member)) return null;
    const cosine = comparer.likeness(member);
    sum += cosine;
    if (cosine > highest) {
      highest = cosine;
      closest = member;
    }
  }
  const base = rules.join + (self.brief ? rules.joinBrief : 0);
  const threshold = Math.max(rules.joinMin, base - rules.joinEase * Math.log(cluster.members.length));
  return { cluster, score: sum / members.length, threshold, closest };
}
