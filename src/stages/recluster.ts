import type { Explanation, Merge, Move } from '../model/decision.ts';

/** A story, the cluster that it is in, and the group that it was put into when everything was placed anew. */
export interface Replaced {
  readonly storyId: number;
  readonly before: number;
  /** Below `nextClusterId`: a cluster that was left as it is, and the group is around it. */
  readonly after: number;
  /** Why it is in its group; null: it founded it. */
  readonly because: Explanation | null;
  /** The group that it takes up again, if it founded its own. */
  readonly follows: number | null;
}

/** What makes clusters of the groups. */
export interface Reclustering {
  readonly founded: readonly { readonly id: number; readonly leadStoryId: number; readonly follows: number | null }[];
  readonly moves: readonly Move[];
  readonly merges: readonly Merge[];
}

/**
 * Gives each group a cluster id such that as little as possible changes for readers. A cluster goes on where most of its
 * stories went; a group that several clusters go on in keeps the oldest id, and the others redirect to it; one that none goes
 * on in founds a cluster. The same groups as before give no changes.
 *
 * @param stories In the order of their ids.
 */
export function reclusteringOf(stories: readonly Replaced[], nextClusterId: number): Reclustering {
  const heirs = heirsOf(stories, nextClusterId);
  const ids = new Map<number, number>();
  for (const [cluster, group] of heirs) ids.set(group, Math.min(cluster, ids.get(group) ?? cluster));
  const fresh: { id: number; leadStoryId: number; group: number | null }[] = [];
  for (const { storyId, after, follows } of stories) {
    if (ids.has(after)) continue;
    const id = nextClusterId + fresh.length;
    ids.set(after, id);
    fresh.push({ id, leadStoryId: storyId, group: follows });
  }
  const founded = fresh.map(({ group, ...rest }) => {
    const follows = group === null ? null : (ids.get(group) ?? (group < nextClusterId ? group : null));
    return { ...rest, follows: follows === rest.id ? null : follows };
  });
  const moves = stories.flatMap(({ storyId, before, after, because }): Move[] => {
    const into = ids.get(after) as number;
    if (into === before || heirs.get(before) === after) return [];
    return [{ storyId, from: before, into, because: because ?? placedAnew }];
  });
  const reasons = new Map<number, Explanation>();
  for (const { before, after, because } of stories) {
    if (because !== null && heirs.get(before) === after && !reasons.has(before)) reasons.set(before, because);
  }
  const merges = [...heirs].flatMap(([from, group]): Merge[] => {
    const into = ids.get(group) as number;
    return into === from ? [] : [{ from, into, because: reasons.get(from) ?? placedAnew }];
  });
  return { founded, moves, merges };
}

const placedAnew: Explanation = { rule: 'placed-anew', score: 1, threshold: 1, words: [], with: null };

/** For each cluster the group that has most of its stories; among equals, the one with the oldest of them. */
function heirsOf(stories: readonly Replaced[], nextClusterId: number): Map<number, number> {
  const sizes = new Map<number, Map<number, number>>();
  for (const { before, after } of stories) {
    const groups = sizes.get(before) ?? new Map<number, number>();
    sizes.set(before, groups.set(after, (groups.get(after) ?? 0) + 1));
  }
  const heirs = new Map(
    [...sizes].map(([cluster, groups]) => {
      const [heir] = [...groups].reduce((best, entry) => (entry[1] > best[1] ? entry : best));
      return [cluster, heir] as const;
    }),
  );
  for (const { after } of stories) if (after < nextClusterId) heirs.set(after, after);
  return heirs;
}
