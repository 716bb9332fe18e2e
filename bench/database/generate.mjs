/**
 * Fills the database with an invented year of news, to measure queries and upkeep at size.
 *
 *   npm run build && node bench/database/generate.mjs DATABASE_URL [ITEMS [DAYS_AGO]]
 *
 * Words are made of syllables and met as often as words are (Zipf); an event is told by 1 to 40 of 800 outlets within a day, a
 * quarter of the items are copies. The last of it was published DAYS_AGO (0).
 * The same arguments give the same data. A million items take about three minutes.
 */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { connect } from '../../dist/io/db/connect.js';
import { CopyIn } from '../../dist/io/db/copy.js';
import { migrate } from '../../dist/io/db/migrate.js';
import { randomFrom } from '../random.mjs';

const [url, count = '1000000', daysAgo = '0'] = process.argv.slice(2);
const ITEMS = Number(count);
const SOURCES = 1000;
const OUTLETS = 800;
const YEAR_MS = 365 * 24 * 3600 * 1000;
const END = Date.now() - Number(daysAgo) * 24 * 3600 * 1000;

const SEED = 42;
let random = randomFrom(SEED);
const SYLLABLES = 'ka lo mir ten sa vu re pol an dri ges ton ba ne li or su fen ta wi co ma ler dos hi pra'.split(' ');
const WORDS = Array.from({ length: 60_000 }, (_, rank) => {
  let word = '';
  for (let rest = rank + 30; rest > 0; rest = Math.floor(rest / SYLLABLES.length))
    word += SYLLABLES[rest % SYLLABLES.length];
  return word;
});
const word = () => WORDS[Math.floor(WORDS.length ** random()) - 1] ?? 'the';
const words = (length) => Array.from({ length }, word).join(' ');
const key = (text) => createHash('md5').update(text).digest('hex');
const row = (...values) => `${values.map((value) => (value === null ? '\\N' : String(value))).join('\t')}\n`;
const time = (ms) => new Date(ms).toISOString();

/** Events in order of time; every fourth item repeats a text that is there. */
function* events() {
  let item = 1;
  let story = 1;
  for (let cluster = 1; item <= ITEMS; cluster++) {
    const at = END - YEAR_MS + (item / ITEMS) * (YEAR_MS - 86_400_000);
    const size = Math.min(Math.floor(1 / (1 - random()) ** 0.9), 40);
    const topic = words(4);
    const event = { cluster, at, stories: [] };
    for (let told = 0; told < size; told++) {
      const last = event.stories.at(-1);
      const copy = last && random() < 0.4;
      if (!copy)
        event.stories.push({ id: story++, title: `${topic} ${words(5)}`, summary: `${topic} ${words(35)}`, items: [] });
      event.stories.at(-1).items.push({
        id: item++,
        source: 1 + Math.floor(SOURCES * random() ** 2),
        at: at + told * 1_800_000 * random(),
      });
    }
    yield event;
  }
}

const because = (rule, other) =>
  JSON.stringify({ rule, score: 0.8, threshold: 0.5, words: [{ word: WORDS[other % 5000], weight: 9 }], with: other });

const TABLES = {
  source: {
    columns: 'id, url, host, outlet, status, last_poll_at, last_success_at, added_at',
    *rows() {
      for (let id = 1; id <= SOURCES; id++) {
        const host = `o${id % OUTLETS}.example`;
        yield row(
          id,
          `https://${host}/${id}.xml`,
          host,
          `Outlet ${id % OUTLETS}`,
          id % 50 ? 'ok' : 'failing',
          time(END),
          time(END - (id % 50 ? 0 : 9e8)),
          time(END - YEAR_MS),
        );
      }
    },
  },
  cluster: {
    columns: 'id, entry_id, lead_story_id, story_count, outlet_count, created_at, first_at, last_at, updated_at',
    *rows() {
      for (const { cluster, stories } of events()) {
        const items = stories.flatMap((story) => story.items);
        const times = items.map(({ at }) => at);
        const outlets = new Set(items.map(({ source }) => source % OUTLETS)).size;
        yield row(
          cluster,
          key(`c${cluster}`),
          stories[0].id,
          stories.length,
          outlets,
          time(items[0].at),
          time(Math.min(...times)),
          time(Math.max(...times)),
          time(Math.max(...times)),
        );
      }
    },
  },
  similar: {
    columns: 'cluster_id, other_id, score',
    *rows() {
      // As many as on recorded days: 0.8 a cluster.
      for (const { cluster } of events())
        for (const apart of [3, 40])
          if (cluster > apart && cluster % 5 === apart % 5) {
            const score = (0.2 + (cluster % 97) / 200).toFixed(3);
            yield row(cluster, cluster - apart, score) + row(cluster - apart, cluster, score);
          }
    },
  },
  story: {
    columns: 'id, entry_id, cluster_id, lead_item_id, created_at, because',
    *rows() {
      for (const { cluster, stories } of events())
        for (const [index, { id, items }] of stories.entries())
          yield row(
            id,
            key(`s${id}`),
            cluster,
            items[0].id,
            time(items[0].at),
            index ? because('shared-rare-words', stories[0].id) : null,
          );
    },
  },
  item: {
    columns:
      'id, source_id, identity_key, url_key, url, title, title_before, edited_at, summary, categories, language, content_hash, published_at, dated, first_seen_at',
    *rows() {
      for (const { stories } of events())
        for (const { title, summary, items } of stories)
          for (const { id, source, at } of items) {
            const edited = id % 50 === 0;
            yield row(
              ...[
                id,
                source,
                key(`i${id}`),
                key(`u${id}`),
                `https://o${source % OUTLETS}.example/news/${id}`,
                title,
                edited ? `${title} again` : null,
              ],
              ...[
                edited ? time(at + 3_600_000) : null,
                summary,
                `{${WORDS[id % 97]},${WORDS[id % 331]}}`,
                'en',
                key(title),
                time(at),
                true,
                time(at + 600_000),
              ],
            );
          }
    },
  },
  member: {
    columns: 'item_id, story_id, because',
    *rows() {
      for (const { stories } of events())
        for (const { id: story, items } of stories)
          for (const [index, { id }] of items.entries())
            yield row(id, story, index ? because('near-equal-text', items[0].id) : null);
    },
  },
  searched: {
    columns: 'item_id',
    *rows() {
      for (const { stories } of events()) for (const { items } of stories) for (const { id } of items) yield row(id);
    },
  },
  poll: {
    columns: 'source_id, at, took_ms, outcome, http_status, bytes, items, items_new',
    *rows() {
      for (let n = 0; n < ITEMS; n++)
        yield row(
          1 + (n % SOURCES),
          time(END - 30 * 86_400_000 * (1 - n / ITEMS)),
          80 + (n % 900),
          n % 40 ? (n % 3 ? 'not-modified' : 'new') : 'failed',
          n % 40 ? 200 : 503,
          20_000,
          30,
          n % 3 ? 0 : 1,
        );
    },
  },
};

function* pieces(rows) {
  let piece = '';
  for (const line of rows) {
    piece += line;
    if (piece.length > 65_536) {
      yield Buffer.from(piece);
      piece = '';
    }
  }
  yield Buffer.from(piece);
}

const database = await connect(url);
await migrate(database);
const client = new pg.Client(url);
await client.connect();
const { rows: indexes } = await client.query(
  `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index join pg_class on pg_class.oid = indrelid
   where relnamespace = 'newsbraid'::regnamespace and not exists (select from pg_constraint where conindid = indexrelid)`,
);
await client.query(
  'begin; truncate newsbraid.source, newsbraid.similar, newsbraid.cluster, newsbraid.story, newsbraid.item, newsbraid.member, newsbraid.pending, newsbraid.searched, newsbraid.unsearched, newsbraid.poll cascade',
);
await client.query(`drop index ${indexes.map(({ name }) => name).join(', ')}`);
for (const [table, { columns, rows }] of Object.entries(TABLES)) {
  const started = performance.now();
  random = randomFrom(SEED);
  const copy = new CopyIn(client, `copy newsbraid.${table} (${columns}) from stdin`);
  await pipeline(Readable.from(pieces(rows()), { objectMode: false }), copy);
  console.log(`${table}: ${copy.rows} rows in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
await client.query('set constraints all immediate');
for (const { name, definition } of indexes) {
  const started = performance.now();
  await client.query(definition);
  console.log(`${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
await client.query(
  `select setval(pg_get_serial_sequence('newsbraid.item', 'id'), (select max(id) from newsbraid.item)),
     setval(pg_get_serial_sequence('newsbraid.source', 'id'), ${SOURCES})`,
);
await client.query(
  'update newsbraid.braid set next_story_id = (select max(id) + 1 from newsbraid.story), next_cluster_id = (select max(id) + 1 from newsbraid.cluster)',
);
await client.query('commit');
await client.query('vacuum analyze');
await client.end();
await database.close();
