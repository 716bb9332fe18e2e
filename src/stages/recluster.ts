import type { Explanation, Merge, Move } from '../model/decision.ts';

/** A story, the cluster that it is in, and the group that it was put into when everything was placed anew. */
export interface Replaced {
  readonly storyId: number;
  readonly before: number;
  /** Below `nextClusterId`: a cluster that was left as it is, and the group is around it. */
  readonly after: number;
  /** Why it is in its group; null: it founded it. */
  readonly because: Explanation | null;
}

/** What makes clusters of the groups. */
export interface Reclustering {
  readonly founded: readonly { readonly id: number; readonly leadStoryId: number; readonly group: number }[];
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
  const founded: { id: number; leadStoryId: number; group: number }[] = [];
  for (const { storyId, after } of stories) {
    if (ids.has(after)) continue;
    const id = nextClusterId + founded.length;
    ids.set(after, id);
    founded.push({ id, leadStoryId: storyId, group: after });
  }
  const moves = stories.flatMap(({ storyId, before, after, because }): Move[] => {
    const into = ids.get(after) as number;
    if (into === before || heirs.get(before) === after) return [];
    return [{ storyId, from: before, into, because: because ?? placedAnew }];
  });
  const merges = [...heirs].flatMap(([from, group]): Merge[] => {
    const into = ids.get(group) as number;
    if (into === from) return [];
    const why = stories.find(({ before, after, because }) => before === from && after === group && because !== null);
    return [{ from, into, because: why?.because ?? placedAnew }];
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
