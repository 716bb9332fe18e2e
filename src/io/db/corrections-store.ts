import { sql } from 'kysely';
import { entryIdOf } from '../../text/keys.ts';
import { registrableDomain } from '../../text/urls.ts';
import { array } from './array.ts';
import { rowsOf } from './rows.ts';
import type { Executor } from './tables.ts';

/** Where the stories with these keys (see text/reference-key.ts) are; the oldest item with an address decides. */
export async function findNamed(
  executor: Executor,
  keys: readonly string[],
): Promise<{ key: string; storyId: number; clusterId: number }[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<{ key: string; storyId: number; clusterId: number }>`
    select distinct on (key) key, named.story_id as "storyId", story.cluster_id as "clusterId"
    from (
      select url_key as key, id as place, story_id from newsbraid.braided
      where url_key = any(${array('uuid', keys)})
      union all
      select entry_id, 0, id from newsbraid.story where entry_id = any(${array('uuid', keys)})
    ) named join newsbraid.story on story.id = named.story_id
    order by key, place`.execute(executor);
  return rows;
}

/** The items of a story with an address, if others would stay in it. */
export async function findLeaving(
  executor: Executor,
  storyId: number,
  urlKey: string,
): Promise<{ id: number; entryId: string }[]> {
  const { rows } = await sql<{ id: number; sourceUrl: string; identityKey: string; leaves: boolean; founded: boolean }>`
    select item.id, source.url as "sourceUrl", identity_key as "identityKey", url_key is not distinct from ${urlKey}::uuid as leaves,
      because is null as founded
    from newsbraid.braided item join newsbraid.source on source.id = item.source_id
    where story_id = ${storyId} order by item.id`.execute(executor);
  const leaving = rows.filter(({ leaves }) => leaves);
  if (leaving.length === rows.length) return [];
  // The id of the item that founded the story is taken: by the story that stays.
  return leaving.map(({ id, sourceUrl, identityKey, founded }) => {
    return { id, entryId: entryIdOf(sourceUrl, `${founded ? 'split ' : ''}story ${identityKey}`) };
  });
}

/** Makes items of one story a story of their own, in a cluster that is there. */
export async function splitStory(
  executor: Executor,
  story: { readonly id: number; readonly clusterId: number },
  items: readonly { readonly id: number; readonly entryId: string }[],
  now: Date,
): Promise<void> {
  const [lead] = items;
  if (!lead) return;
  await sql`
    insert into newsbraid.story (id, entry_id, cluster_id, lead_item_id, created_at)
    values (${story.id}, ${lead.entryId}, ${story.clusterId}, ${lead.id}, ${now})`.execute(executor);
  await sql`
    update newsbraid.member set story_id = ${story.id}, because = case when item_id <> ${lead.id} then because end
    where item_id = any(${array(
      'bigint',
      items.map(({ id }) => id),
    )})`.execute(executor);
}

/** Those of the clusters that no story is in any more and that redirect nowhere. */
export async function findEmpty(executor: Executor, clusterIds: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from newsbraid.cluster where id = any(${array('bigint', clusterIds)}) and merged_into is null
      and not exists (select from newsbraid.story where cluster_id = cluster.id)`.execute(executor);
  return rows.map(({ id }) => id);
}

/**
 * Gives outlets the names that the corrections want, theirs alone where a correction was taken back, and counts outlets anew
 * where one was renamed. Returns how many sources were.
 */
export async function renameOutlets(
  executor: Executor,
  outlets: Readonly<Record<string, readonly string[]>>,
): Promise<number> {
  const before = new Map(
    (await executor.selectFrom('newsbraid.outlet_alias').selectAll().execute()).map((row) => [row.alias, row.outlet]),
  );
  const after = new Map(
    Object.entries(outlets).flatMap(([outlet, names]) =>
      [outlet, ...names].map((name) => [name.toLowerCase(), outlet] as const),
    ),
  );
  await writeAliases(executor, after);
  const sources = await executor
    .selectFrom('newsbraid.source')
    .select(['id', 'url', 'site_url', 'outlet_given', 'outlet'])
    .execute();
  const renamed = sources.flatMap(({ id, outlet, ...source }) => {
    const own = ownNameOf(source);
    const name =
      after.get(own.toLowerCase()) ?? (wasRenamed(own, outlet, before) ? own : after.get(outlet.toLowerCase()));
    return name === undefined || name === outlet ? [] : [{ id, outlet: name }];
  });
  if (renamed.length === 0) return 0;
  await sql`
    update newsbraid.source as source set outlet = row.outlet
    from ${rowsOf(renamed, { id: ['bigint', ({ id }) => id], outlet: ['text', ({ outlet }) => outlet] })}
    where source.id = row.id`.execute(executor);
  await countOutlets(
    executor,
    renamed.map(({ id }) => id),
  );
  return renamed.length;
}

async function writeAliases(executor: Executor, aliases: ReadonlyMap<string, string>): Promise<void> {
  await executor.deleteFrom('newsbraid.outlet_alias').execute();
  if (aliases.size === 0) return;
  const rows = [...aliases].map(([alias, outlet]) => ({ alias, outlet }));
  await executor.insertInto('newsbraid.outlet_alias').values(rows).execute();
}

/** What a source's outlet is called without corrections. */
function ownNameOf(source: { url: string; site_url: string | null; outlet_given: string | null }): string {
  const site = source.site_url === null ? null : registrableDomain(source.site_url);
  return source.outlet_given ?? site ?? registrableDomain(source.url) ?? new URL(source.url).hostname;
}

function wasRenamed(own: string, outlet: string, before: ReadonlyMap<string, string>): boolean {
  return before.get(own.toLowerCase()) === outlet || (own !== outlet && [...before.values()].includes(outlet));
}

/** Outlets of the clusters that hold something of these sources. */
async function countOutlets(executor: Executor, sourceIds: readonly number[]): Promise<void> {
  await sql`
    with counted as (
      select story.cluster_id as id, count(distinct lower(source.outlet))::int as outlets
      from newsbraid.story join newsbraid.braided item on item.story_id = story.id join newsbraid.source on source.id = item.source_id
      where story.cluster_id in (
        select cluster_id from newsbraid.braided item join newsbraid.story on story.id = item.story_id where source_id = any(${array('bigint', sourceIds)}))
      group by 1
    )
    update newsbraid.cluster set outlet_count = outlets from counted where cluster.id = counted.id and outlet_count <> outlets`.execute(
    executor,
  );
}
