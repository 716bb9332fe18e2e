import type { Explanation } from '../../model/decision.ts';
import type { SimilarCluster } from '../../model/publication.ts';
import { groupBy } from '../../text/group-by.ts';
import type { Queryable } from './queryable.ts';
import { readSimilar } from './similar-store.ts';
import { STORY_REASON } from './story-reason.ts';

/** Why a cluster is as it is: every decision that made it. Ids are those of news.clusters, news.stories and news.items. */
export interface ClusterExplanation {
  readonly clusterId: number;
  readonly title: string;
  readonly outlets: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** An earlier cluster that it takes up again, and later ones that take up this. */
  readonly follows: ClusterName | null;
  readonly followedBy: readonly ClusterName[];
  /** In the order in which they were found. */
  readonly stories: readonly ExplainedStory[];
  /** Clusters that ended in this one. */
  readonly merged: readonly (Reason & { readonly clusterId: number; readonly at: Date })[];
  /** Stories that went from one cluster to another, this one being either. */
  readonly moved: readonly (Reason & ExplainedMove)[];
  /** Similar news, best first. */
  readonly similar: readonly SimilarCluster[];
}

export interface ClusterName {
  readonly clusterId: number;
  readonly title: string;
}

/** null: nobody had to decide, it founded what it is in. */
interface Reason {
  readonly because: Explanation | null;
  /** The headline that it was compared with; null: none, or deleted since. */
  readonly comparedWith: string | null;
}

export interface ExplainedStory extends Reason {
  readonly storyId: number;
  readonly leads: boolean;
  /** A cluster that ended in this one, with the story in it: `because` is then why it did. Null: the story came by itself. */
  readonly cameWith: number | null;
  /** The one that stands for it, then its copies. */
  readonly items: readonly ExplainedItem[];
}

export interface ExplainedItem extends Reason {
  readonly itemId: number;
  readonly title: string;
  readonly outlet: string;
  readonly url: string | null;
  readonly publishedAt: Date;
}

export interface ExplainedMove {
  readonly storyId: number;
  readonly title: string;
  readonly from: number;
  readonly into: number;
  readonly at: Date;
}

const SIMILAR_MAX = 20;

interface ItemRow {
  id: number;
  story_id: number;
  title: string;
  outlet: string;
  url: string | null;
  published_at: Date;
  because: Explanation | null;
  story_because: Explanation | null;
  came_with: number | null;
  leads_story: boolean;
  leads: boolean;
}

interface ClusterRow {
  title: string;
  outlet_count: number;
  created_at: Date;
  updated_at: Date;
  follows: number | null;
  follows_title: string | null;
}

/** Everything that was decided about a cluster; null: there is none, or it ended in another. */
export async function explainCluster(database: Queryable, id: number): Promise<ClusterExplanation | null> {
  const [clusters, followers, items, merges, moves, similar] = await Promise.all([
    database.query<ClusterRow>(CLUSTER, [id]),
    database.query<{ id: number; title: string }>(FOLLOWERS, [id]),
    database.query<ItemRow>(ITEMS, [id]),
    database.query<{ id: number; at: Date; because: Explanation | null }>(MERGES, [id]),
    database.query<{ story_id: number; title: string; from: number; into: number; at: Date; because: Explanation }>(
      MOVES,
      [id],
    ),
    readSimilar(database, [id], SIMILAR_MAX),
  ]);
  const [cluster] = clusters.rows;
  if (!cluster) return null;
  const stories = storiesOf(items.rows);
  const headlines = await readHeadlines(
    database,
    items.rows.map(({ because }) => because),
    [...stories.map(({ because }) => because), ...[...merges.rows, ...moves.rows].map(({ because }) => because)],
  );
  return {
    clusterId: id,
    title: cluster.title,
    outlets: cluster.outlet_count,
    createdAt: cluster.created_at,
    updatedAt: cluster.updated_at,
    follows: cluster.follows === null ? null : { clusterId: cluster.follows, title: cluster.follows_title ?? '' },
    followedBy: followers.rows.map((row) => ({ clusterId: row.id, title: row.title })),
    stories: stories.map(({ storyId, leads, cameWith, because, rows }) => ({
      ...{ storyId, leads, cameWith, ...headlines.ofStory(because) },
      items: rows.map((row) => ({
        itemId: row.id,
        ...{ title: row.title, outlet: row.outlet, url: row.url, publishedAt: row.published_at },
        ...headlines.ofItem(row.because),
      })),
    })),
    merged: merges.rows.map(({ at, because, ...row }) => ({
      clusterId: row.id,
      at,
      ...headlines.ofStory(because),
    })),
    moved: moves.rows.map(({ title, at, because, ...row }) => ({
      ...{ storyId: row.story_id, title, from: row.from, into: row.into, at },
      ...headlines.ofStory(because),
    })),
    similar: similar.get(id) ?? [],
  };
}

function storiesOf(rows: readonly ItemRow[]) {
  return [...groupBy(rows, ({ story_id }) => story_id).values()].map((items) => {
    const [first] = items as [ItemRow];
    const sorted = items.toSorted((a, b) => Number(b.leads_story) - Number(a.leads_story));
    const { story_id: storyId, leads, came_with: cameWith, story_because: because } = first;
    return { storyId, leads, cameWith, because, rows: sorted };
  });
}

/** Headlines of what was compared: items for copies, stories for everything else. */
async function readHeadlines(
  database: Queryable,
  ofItems: readonly (Explanation | null)[],
  ofStories: readonly (Explanation | null)[],
) {
  const ids = (reasons: readonly (Explanation | null)[]) => [
    ...new Set(reasons.flatMap((because) => because?.with ?? [])),
  ];
  const [items, stories] = await Promise.all([
    database.query<{ id: number; title: string }>('select id, title from newsbraid.item where id = any($1)', [
      ids(ofItems),
    ]),
    database.query<{ id: number; title: string }>(
      `select story.id, title from newsbraid.story join newsbraid.item on item.id = lead_item_id where story.id = any($1)`,
      [ids(ofStories)],
    ),
  ]);
  const among = (rows: readonly { id: number; title: string }[]) => {
    const titles = new Map(rows.map(({ id, title }) => [id, title]));
    return (because: Explanation | null): Reason => ({
      because,
      comparedWith: titles.get(because?.with ?? Number.NaN) ?? null,
    });
  };
  return { ofItem: among(items.rows), ofStory: among(stories.rows) };
}

const TITLE = 'newsbraid.story lead on lead.id = c.lead_story_id join newsbraid.item i on i.id = lead.lead_item_id';

const CLUSTER = `select i.title, c.outlet_count, c.created_at, c.updated_at, c.follows,
    (select i.title from newsbraid.cluster c join ${TITLE} where c.id = main.follows) as follows_title
  from newsbraid.cluster main join newsbraid.cluster c on c.id = main.id join ${TITLE} where main.id = $1 and main.merged_into is null`;

const FOLLOWERS = `select c.id, i.title from newsbraid.cluster c join ${TITLE} where c.follows = $1 and c.merged_into is null order by c.id`;

const ITEMS = `select item.id, item.story_id, item.title, source.outlet, item.url, item.published_at, item.because,
    ${STORY_REASON.because} as story_because, ${STORY_REASON.cameWith} as came_with, story.lead_item_id = item.id as leads_story, cluster.lead_story_id = story.id as leads
  from newsbraid.story join newsbraid.cluster on cluster.id = story.cluster_id join newsbraid.braided item on item.story_id = story.id
    join newsbraid.source on source.id = item.source_id ${STORY_REASON.joins}
  where story.cluster_id = $1 order by story.id, item.id`;

const MERGES = `select id, merged_at as at, merged_because as because from newsbraid.cluster where merged_into = $1 order by merged_at, id`;

/** Also those that concerned a cluster which ended in this one. */
const MOVES = `select move.story_id, item.title, move.from_cluster_id as from, move.into_cluster_id as into, move.at, move.because
  from newsbraid.move join newsbraid.story on story.id = move.story_id join newsbraid.item on item.id = story.lead_item_id
  where move.from_cluster_id in (select id from newsbraid.cluster where id = $1 or merged_into = $1)
    or story.cluster_id = $1
  order by move.at, move.id`;
