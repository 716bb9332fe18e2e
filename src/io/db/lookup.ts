import { UsageError } from '../../model/errors.ts';
import { uuidOfUrn } from '../../model/uuid.ts';
import { keyOf } from '../../text/keys.ts';
import { canonicalUrl } from '../../text/urls.ts';
import { findCluster, findStory, isGoneCluster } from './publication-cluster.ts';
import type { Queryable } from './queryable.ts';

/** What a person named: a cluster as a whole, or a story in it. */
export interface Found {
  readonly clusterId: number;
  /** null: the cluster as a whole was meant. */
  readonly storyId: number | null;
}

const FORMS =
  'Give the address of an article, the number of a cluster such as 17, of a story such as s42, the address of their page (…/c/17), or a urn:uuid: from a feed.';

/**
 * Finds what a person named: the address of an article or of a page of ours, `17` (cluster), `s42` (story), `urn:uuid:…`. A
 * cluster that was merged is found where it is today. Throws a UsageError that says what was looked for.
 */
export async function lookUp(database: Queryable, named: string): Promise<Found> {
  const text = named.trim();
  const found = (await ofItem(database, text)) ?? (await ofNumber(database, text)) ?? (await ofEntry(database, text));
  if (found) return found;
  throw new UsageError('not_found', sayNotFound(text));
}

async function ofItem(database: Queryable, text: string): Promise<Found | null> {
  const page = canonicalUrl(text);
  if (page === null) return null;
  const { rows } = await database.query<{ story_id: number | null; cluster_id: number | null }>(
    `select story_id, cluster_id
     from newsbraid.item left join newsbraid.member on item_id = item.id left join newsbraid.story on story.id = story_id
     where url_key = $1 order by story_id is null, item.id limit 1`,
    [keyOf(page)],
  );
  const [row] = rows;
  if (!row) return null;
  if (row.story_id === null || row.cluster_id === null)
    throw new UsageError('not_yet', `${text} is here, but waits to be clustered. Try again in a moment.`);
  return { clusterId: row.cluster_id, storyId: row.story_id };
}

async function ofNumber(database: Queryable, text: string): Promise<Found | null> {
  const [, kind, digits] = /^(?:https?:\/\/.*\/)?([cs])[/]?(\d{1,15})(?:\.json)?(?:[?#].*)?$/i.exec(text) ?? [];
  const number = Number(digits ?? (/^\d{1,15}$/.test(text) ? text : Number.NaN));
  if (Number.isNaN(number)) return null;
  if (kind?.toLowerCase() === 's') {
    const clusterId = await findStory(database, number);
    return clusterId === null ? null : { clusterId, storyId: number };
  }
  const clusterId = await findCluster(database, number);
  if (clusterId !== null) return { clusterId, storyId: null };
  if (await isGoneCluster(database, number))
    throw new UsageError(
      'gone',
      `Cluster ${number} was deleted for its age (retention.itemsDays in config/settings.yaml).`,
    );
  return null;
}

async function ofEntry(database: Queryable, text: string): Promise<Found | null> {
  const uuid = uuidOfUrn(text);
  if (!uuid) return null;
  const { rows } = await database.query<{ story_id: number | null; cluster_id: number }>(
    `select null as story_id, id as cluster_id from newsbraid.cluster where entry_id = $1
     union all select id, cluster_id from newsbraid.story where entry_id = $1`,
    [uuid],
  );
  const [row] = rows;
  const clusterId = row && (await findCluster(database, row.cluster_id));
  if (!row || clusterId === null || clusterId === undefined) return null;
  return { clusterId, storyId: row.story_id };
}

function sayNotFound(text: string): string {
  const page = canonicalUrl(text);
  if (page === null) return `Nothing here is called “${text}”. ${FORMS}`;
  return `No article has the address ${text} (looked for as ${page}). It may not have been in a feed yet, or was deleted for its age. ${FORMS}`;
}

/** How a correction names a story: by an address of its lead, else by its permanent id. And the headline, to show. */
export interface Nameable {
  readonly storyId: number;
  readonly clusterId: number;
  readonly name: string;
  readonly title: string;
  readonly outlet: string;
}

/** How to name a story in corrections.yaml; for a cluster, its lead. */
export async function nameOf(database: Queryable, { clusterId, storyId }: Found): Promise<Nameable> {
  const { rows } = await database.query<{
    id: number;
    url: string | null;
    entry_id: string;
    title: string;
    outlet: string;
  }>(
    `select story.id, case when item.url_key is not null then item.url end as url, story.entry_id, item.title, source.outlet
     from newsbraid.story join newsbraid.item on item.id = story.lead_item_id join newsbraid.source on source.id = item.source_id
     where story.id = coalesce($2, (select lead_story_id from newsbraid.cluster where id = $1))`,
    [clusterId, storyId],
  );
  const [row] = rows;
  if (!row) throw new UsageError('not_found', `Cluster ${clusterId} holds no story any more.`);
  const name = row.url !== null && canonicalUrl(row.url) !== null ? row.url : `urn:uuid:${row.entry_id}`;
  return { storyId: row.id, clusterId, name, title: row.title, outlet: row.outlet };
}
