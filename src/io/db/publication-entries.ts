import type { Group } from '../../model/filter.ts';
import type { Article, NamedSource, PublishedEntry } from '../../model/publication.ts';
import { groupBy } from '../../text/group-by.ts';
import type { Queryable } from './queryable.ts';

interface EntryRow {
  id: number;
  entry_id: string;
  cluster_id: number;
  lead_item_id: number;
  created_at: Date;
  updated_at: Date;
  follows: number | null;
}

interface ArticleRow {
  entry: number;
  id: number;
  story_id: number;
  source_id: number;
  url: string | null;
  title: string;
  title_before: string | null;
  edited_at: Date | null;
  attribution: string | null;
  summary: string;
  authors: string[];
  categories: string[];
  language: string | null;
  image_url: string | null;
  published_at: Date;
}

/**
 * An item's own UUID comes from the source as well, since two sources may carry one guid. A story's and an item's `updated`
 * moves when its lead gets a text that it never had, as a cluster's does.
 */
const ENTRIES: Readonly<Record<Group, string>> = {
  cluster: `select c.id, c.entry_id, c.id as cluster_id, s.lead_item_id, c.created_at, c.updated_at, c.follows
    from newsbraid.cluster c join newsbraid.story s on s.id = c.lead_story_id where c.id = any($1::bigint[])`,
  story: `select s.id, s.entry_id, s.cluster_id, s.lead_item_id, s.created_at,
      greatest(s.created_at, coalesce(i.revised_at, i.edited_at)) as updated_at, null as follows
    from newsbraid.story s join newsbraid.item i on i.id = s.lead_item_id where s.id = any($1::bigint[])`,
  item: `select i.id, md5(source.url || ' ' || i.identity_key)::uuid as entry_id, s.cluster_id, i.id as lead_item_id,
      i.first_seen_at as created_at, greatest(i.first_seen_at, coalesce(i.revised_at, i.edited_at)) as updated_at,
      null as follows
    from newsbraid.member join newsbraid.item i on i.id = item_id join newsbraid.story s on s.id = story_id
      join newsbraid.source on source.id = i.source_id
    where i.id = any($1::bigint[])`,
};

/**
 * What belongs to `wanted.entry`, and its lead. By arrays, each of which Postgres plans for itself and finds by an index. With joins, as
 * long as it has not counted its tables (up to a minute after a first pull), it reads all items instead.
 */
const ITEMS_OF: Readonly<Record<Group, { from: string; lead: string }>> = {
  cluster: {
    from: `(select story_id, item_id from newsbraid.member
      where story_id = any(array(select id from newsbraid.story where cluster_id = wanted.entry)) offset 0) m`,
    lead: `(select lead_item_id from newsbraid.cluster join newsbraid.story on story.id = lead_story_id
      where cluster.id = wanted.entry)`,
  },
  story: {
    from: '(select story_id, item_id from newsbraid.member where story_id = wanted.entry offset 0) m',
    lead: '(select lead_item_id from newsbraid.story where story.id = wanted.entry)',
  },
  item: {
    from: '(select story_id, item_id from newsbraid.member where item_id = wanted.entry) m',
    lead: 'wanted.entry',
  },
};

/** The lead and the latest: one outlet's flood must not make an entry of megabytes. */
const ARTICLES_MAX = 250;

/** The entries with these ids, in their order; one whose items are all gone is left out. */
export async function readEntries(
  database: Queryable,
  group: Group,
  ids: readonly number[],
  sources: ReadonlyMap<number, NamedSource>,
): Promise<PublishedEntry[]> {
  if (ids.length === 0) return [];
  const { from, lead } = ITEMS_OF[group];
  const [entries, articles] = await Promise.all([
    database.query<EntryRow>(ENTRIES[group], [ids]),
    database.query<ArticleRow>(
      `select wanted.entry, article.* from unnest($1::bigint[]) as wanted (entry)
       cross join lateral (select ${lead} as id offset 0) lead
       cross join lateral (
         select i.id, story_id, source_id, url, title, title_before, edited_at, attribution,
           case when i.id = lead.id then summary else '' end as summary, authors, categories, language, image_url, published_at
         from ${from} cross join lateral (select * from newsbraid.item where item.id = item_id offset 0) i
         order by i.id = lead.id desc, published_at desc, i.id limit ${ARTICLES_MAX}
       ) article order by published_at, id`,
      [ids],
    ),
  ]);
  const articlesOf = groupBy(articles.rows, ({ entry }) => entry);
  const byId = new Map(entries.rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    const rows = articlesOf.get(id) ?? [];
    return row && rows.length > 0 ? [toEntry(row, rows, sources)] : [];
  });
}

function toEntry(row: EntryRow, rows: ArticleRow[], sources: ReadonlyMap<number, NamedSource>): PublishedEntry {
  const articles = rows.map((article) => toArticle(article, sources));
  // Retention may have taken the lead's row; the earliest that is left speaks then.
  const lead = articles.find(({ id }) => id === row.lead_item_id) ?? (articles[0] as Article);
  return {
    id: row.id,
    entryId: row.entry_id,
    clusterId: row.cluster_id,
    lead,
    articles,
    outletCount: new Set(articles.map(({ outlet }) => outlet)).size,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    follows: row.follows,
  };
}

function toArticle(row: ArticleRow, sources: ReadonlyMap<number, NamedSource>): Article {
  const id = row.source_id;
  const source = sources.get(id) ?? { id, url: '', title: '', outlet: '', siteUrl: null, categories: [] };
  return {
    id: row.id,
    storyId: row.story_id,
    outlet: source.outlet,
    source,
    url: row.url,
    title: row.title,
    titleBefore: row.title_before,
    editedAt: row.edited_at,
    attribution: row.attribution,
    summary: row.summary,
    authors: row.authors,
    categories: row.categories,
    language: row.language,
    imageUrl: row.image_url,
    at: row.published_at,
  };
}
