import type { Explanation } from '../../model/decision.ts';
import { type Cluster, latest } from './cluster.ts';
import { round } from './comparer.ts';
import type { Member } from './member.ts';
import type { ClusterRules } from './rules.ts';
import { areSeries } from './series.ts';
import type { StoryComparer } from './story-comparer.ts';

/** How near a story is to a cluster. */
export interface Nearness {
  /** Mean likeness with its latest stories, 0 to 1. */
  readonly score: number;
  /** What the score has to reach for the story to join. */
  readonly threshold: number;
  /** The story of it that is most alike. */
  readonly closest: Member;
}

/** A cluster compared with a story. */
export interface Near extends Nearness {
  readonly cluster: Cluster;
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
  const nearness = nearnessOf(cluster.members, self, comparer, rules);
  if (!nearness) return null;
  const { score, threshold, closest } = nearness;
  return { cluster, score, threshold, closest };
}

/** How near a story, which the comparer holds, is to the stories of a cluster; null where they are parts of a series. */
export function nearnessOf(
  members: readonly Member[],
  self: Member,
  comparer: StoryComparer,
  rules: ClusterRules,
): Nearness | null {
  const compared = latest(members);
  let closest = compared[0] as Member;
  let highest = -1;
  let sum = 0;
  for (const member of compared) {
    if (areSeries(self, member)) return null;
    const cosine = comparer.likeness(member);
    sum += cosine;
    if (cosine > highest) {
      highest = cosine;
      closest = member;
    }
  }
  const base = rules.join + (self.brief ? rules.joinBrief : 0);
  const threshold = Math.max(rules.joinMin, base - rules.joinEase * Math.log(members.length));
  return { score: sum / compared.length, threshold, closest };
}

/** By how much it is nearer than it has to be. */
export function marginOf({ score, threshold }: Nearness): number {
  return score - threshold;
}

/** Why a story joins a cluster that it is near to. */
export function explainNear(
  self: Member,
  { score, threshold, closest }: Nearness,
  comparer: StoryComparer,
): Explanation {
  comparer.hold(self);
  const words = comparer.sharedWords(closest);
  return { rule: 'shared-rare-words', score: round(score), threshold: round(threshold), words, with: closest.storyId };
}
