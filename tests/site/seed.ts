import { createHash } from 'node:crypto';
import type { Queryable } from '../../src/io/db/queryable.ts';
import type { WorldArticle, WorldEvent, WorldSource } from './world.ts';

const uuid = (text: string) =>
  createHash('md5')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
const ago = (now: Date, minutes: number) => new Date(now.getTime() - minutes * 60_000);

/** Writes sources with a month of polls; returns their ids by key. */
export async function seedSources(
  database: Queryable,
  sources: readonly WorldSource[],
  now: Date,
): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (const { key, url, title, outlet, language, categories } of sources) {
    const { rows } = await database.query<{ id: number }>(
      `insert into newsbraid.source (url, host, title, outlet, outlet_given, categories, site_url, language, status, last_poll_at,
         last_success_at, next_poll_at)
       values ($1, $2, $3, $4, $4, $5, $6, $7, 'ok', $8, $8, $9) returning id`,
      [
        url,
        new URL(url).host,
        title,
        outlet,
        categories,
        `${new URL(url).origin}/`,
        language,
        ago(now, 4),
        ago(now, -11),
      ],
    );
    ids.set(key, Number(rows[0]?.id));
  }
  return ids;
}

/** Writes events as clusters, in order; the first gets id `firstId`. Returns the next free id. */
export async function seedEvents(
  database: Queryable,
  events: readonly WorldEvent[],
  sources: ReadonlyMap<string, number>,
  now: Date,
  firstId = 1,
): Promise<number> {
  let id = firstId;
  for (const event of events) {
    await seedEvent(database, event, sources, now, id, firstId);
    id++;
  }
  return id;
}

async function seedEvent(
  database: Queryable,
  { articles, follows }: WorldEvent,
  sources: ReadonlyMap<string, number>,
  now: Date,
  id: number,
  firstId: number,
): Promise<void> {
  const texts = [...new Set(articles.map(textKey))];
  const storyIds = new Map(texts.map((text, at) => [text, id * 100 + at]));
  const times = articles.map(({ minutesAgo }) => ago(now, minutesAgo).getTime());
  const created = new Date(Math.min(...times));
  const outlets = new Set(articles.map(({ source }) => source)).size;
  const milestone = [20, 10, 5, 2].find((count) => outlets >= count);
  const updated = milestone ? (times[milestone - 1] ?? Math.max(...times)) : created.getTime();
  await database.query('begin');
  await database.query(
    `insert into newsbraid.cluster (id, entry_id, lead_story_id, story_count, outlet_count, created_at, first_at, last_at, updated_at, follows)
     values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9)`,
    [
      id,
      uuid(`cluster ${id}`),
      id * 100,
      texts.length,
      outlets,
      created,
      new Date(Math.max(...times)),
      new Date(updated),
      follows === undefined ? null : firstId + follows,
    ],
  );
  for (const [text, storyId] of storyIds) {
    const because = storyId === id * 100 ? null : BECAUSE;
    await database.query(
      `insert into newsbraid.story (id, entry_id, cluster_id, lead_item_id, created_at, because) values ($1, $2, $3, 0, $4, $5)`,
      [storyId, uuid(`story ${storyId}`), id, created, because],
    );
    for (const article of articles.filter((one) => textKey(one) === text))
      await seedArticle(database, article, storyId, sources, now);
    await database.query(
      `update newsbraid.story set lead_item_id = (select min(item_id) from newsbraid.member where story_id = story.id) where id = $1`,
      [storyId],
    );
  }
  await database.query('commit');
}

const BECAUSE = JSON.stringify({
  rule: 'shared-rare-words',
  score: 0.71,
  threshold: 0.5,
  words: [
    { word: 'ottilie', weight: 6.1 },
    { word: 'straits', weight: 4.4 },
  ],
  with: null,
});

function textKey({ text, source, title }: WorldArticle): string {
  return text ?? `${source === 'meridian' && title.startsWith('Storm') ? 'meridian' : `${source} ${title}`}`;
}

async function seedArticle(
  database: Queryable,
  article: WorldArticle,
  storyId: number,
  sources: ReadonlyMap<string, number>,
  now: Date,
): Promise<void> {
  const at = ago(now, article.minutesAgo);
  const identity = `${storyId} ${article.source} ${article.title} ${article.minutesAgo}`;
  const url =
    article.url === undefined ? `https://${article.source}.example/${uuid(identity).slice(0, 8)}?a=1&b=2` : article.url;
  await database.query(
    `with added as (insert into newsbraid.item (source_id, identity_key, url, title, title_before, edited_at, attribution, summary, authors, categories,
       language, image_url, content_hash, published_at, dated, first_seen_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, (select language from newsbraid.source where id = $1), $11, '', $12, true, $12)
     returning id), waiting as (insert into newsbraid.unsearched select id from added)
     insert into newsbraid.member (item_id, story_id) select id, $13 from added`,
    [
      sources.get(article.source),
      uuid(identity),
      url,
      article.title,
      article.titleBefore ?? null,
      article.titleBefore ? new Date(at.getTime() + 20 * 60_000) : null,
      article.attribution ?? null,
      article.summary ?? '',
      article.authors ?? [],
      article.categories ?? [],
      article.imageUrl ?? null,
      at,
      storyId,
    ],
  );
}

/** A day of polls for each source, one every 30 minutes, as `outcome` says; and what a bad end leaves in the source. */
export async function seedPolls(database: Queryable, sources: ReadonlyMap<string, number>, now: Date): Promise<void> {
  const outcomes = ['not-modified', 'new', 'not-modified', 'unchanged', 'new', 'not-modified', 'not-modified'];
  let number = 0;
  for (const id of sources.values()) {
    for (let poll = 0; poll < 36; poll++) {
      const bad = number % 5 === 3 && poll > 28;
      const outcome = bad ? 'failed' : (outcomes[(poll * (number + 3)) % outcomes.length] as string);
      await database.query(
        `insert into newsbraid.poll (source_id, at, took_ms, outcome, items, items_new) values ($1, $2, 180, $3, 20, $4)`,
        [id, ago(now, (36 - poll) * 30), outcome, outcome === 'new' ? (poll % 6) + 1 : 0],
      );
    }
    if (number % 5 === 3) {
      await database.query(
        `update newsbraid.source set status = 'failing', failures = 7, last_error_code = 'http_error', last_success_at = $2,
           last_error = 'news.example has trouble of its own (503).' where id = $1`,
        [id, ago(now, 240)],
      );
    }
    number++;
  }
}

/** Notes which clusters are similar news: two ids and how alike they are. */
export async function seedSimilar(
  database: Queryable,
  pairs: readonly (readonly [a: number, b: number, score: number])[],
): Promise<void> {
  for (const [a, b, score] of pairs) {
    await database.query('insert into newsbraid.similar values ($1, $2, $3), ($2, $1, $3)', [a, b, score]);
  }
}
