import { afterMerges, type Likeness, type Placement } from '../../model/decision.ts';

/** What a story is similar news to, once it is in a cluster and what its placement merges is merged: each once, best first. */
export function similarTo(clusterId: number, { near, merges }: Pick<Placement, 'near' | 'merges'>): Likeness[] {
  const met = new Set([clusterId]);
  return near.flatMap((likeness) => {
    const now = afterMerges(likeness.clusterId, merges);
    if (met.has(now)) return [];
    met.add(now);
    return [{ ...likeness, clusterId: now }];
  });
}
