import type { BraidedItem, PendingItem } from '../io/db/braid-read.ts';
import type { BraidWrite } from '../io/db/braid-write.ts';
import type { ClusterSummary } from '../io/db/cluster-summaries.ts';
import { chooseLead } from '../stages/dedupe/choose-lead.ts';
import { groupBy } from '../text/group-by.ts';

/** Coverage that is worth reading an entry again, in outlets (promise 3 of the design). */
const MILESTONES = [2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** The stories and clusters that must be summed up anew: all that are, or were, more than a single item. */
export function grown({ items, stories, clusters, changes }: BraidWrite): { stories: number[]; clusters: number[] } {
  const alone = new Set(clusters.map(({ leadStoryId }) => leadStoryId));
  const times = new Map<number, number>();
  for (const { storyId } of items) times.set(storyId, (times.get(storyId) ?? 0) + 1);
  const joined = new Set(stories.filter(({ because }) => because !== null).map(({ id }) => id));
  return {
    stories: [...times].filter(([id, count]) => count > 1 || joined.has(id) || !alone.has(id)).map(([id]) => id),
    clusters: [...new Set(changes.flatMap(({ from, into }) => [from, into]))],
  };
}

/** Sums up clusters from all their items. `batch`: what came or was edited just `now`. */
export function summarise(
  members: readonly (BraidedItem & { readonly outletCount: number })[],
  batch: readonly PendingItem[],
  now: Date,
): ClusterSummary[] {
  const came = new Map(batch.map((item) => [item.id, item]));
  return [...groupBy(members, ({ clusterId }) => clusterId)].map(([id, items]) => {
    const stories = [...groupBy(items, ({ storyId }) => storyId)].map(([storyId, copies]) => ({
      id: storyId,
      lead: chooseLead(copies),
    }));
    const lead = chooseLead(stories.map((story) => story.lead));
    const outlets = new Set(items.map(({ outlet }) => outlet.toLowerCase())).size;
    const times = items.map(({ at }) => at.getTime());
    const lastAt = new Date(Math.max(...times));
    const leading = came.get(lead.id);
    const isEdited = leading?.isNews === true && leading.storyId !== null;
    const hasGrown = milestone(outlets) > milestone(items[0]?.outletCount ?? 1);
    // Stories may have moved here because of an item that went elsewhere.
    const causes = items.flatMap((item) => came.get(item.id) ?? []);
    const isOld = batch.length > 0 && (causes.length > 0 ? causes : batch).every(({ isNews }) => !isNews);
    return {
      id,
      leadStoryId: stories.find((story) => story.lead.id === lead.id)?.id as number,
      storyCount: stories.length,
      outletCount: outlets,
      firstAt: new Date(Math.min(...times)),
      lastAt,
      newsAt: isEdited || hasGrown ? (isOld ? lastAt : now) : null,
      stories: stories.map((story) => ({ id: story.id, leadItemId: story.lead.id })),
    };
  });
}

/** The highest milestone that this many outlets reached; 1 below the first. */
function milestone(outlets: number): number {
  return MILESTONES.findLast((count) => count <= outlets) ?? 1;
}
