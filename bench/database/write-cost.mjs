/**
 * What each index costs when items are stored: tables of 50,000 items that differ in one index, to which batches
 * of 1,000 are added in turn, so that whatever else the machine does hits all alike.
 *
 *   node bench/database/write-cost.mjs DATABASE_URL [BATCHES]
 */
import pg from 'pg';

const [url, batches = '20'] = process.argv.slice(2);
const FILLED = 50_000;
const BATCH = 1000;

const client = new pg.Client(url);
await client.connect();
await client.query('set synchronous_commit = off; set client_min_messages = warning');
const { rows } = await client.query(
  `select replace(indexrelid::regclass::text, 'newsbraid.', '') as name, pg_get_indexdef(indexrelid) as definition
   from pg_index where indrelid = 'newsbraid.item'::regclass order by 1`,
);
const present = rows.map(({ name, definition }) => ({ name, definition }));
const variants = [
  { name: 'as it is', indexes: present },
  ...['item_categories', 'item_published', 'item_seen', 'item_source_seen', 'item_url', 'item_language'].map(
    (name) => ({
      name: `without ${name}`,
      indexes: present.filter((index) => index.name !== name),
    }),
  ),
  {
    name: 'trigrams of headlines as well',
    indexes: [
      ...present,
      { name: 'trigrams', definition: 'CREATE INDEX trigrams ON newsbraid.item USING gin (title gin_trgm_ops)' },
    ],
  },
];

await client.query(
  'begin; drop schema if exists bench cascade; create schema bench; create extension if not exists pg_trgm',
);
for (const [number, { indexes }] of variants.entries()) {
  await client.query(`create table bench.item${number} (like newsbraid.item including identity including defaults)`);
  await client.query(
    `insert into bench.item${number} overriding system value select * from newsbraid.item order by id limit ${FILLED}`,
  );
  await client.query(`alter table bench.item${number} alter id restart with 100000000`);
  for (const { definition } of indexes) {
    await client.query(definition.replace(/INDEX \S+ ON newsbraid\.item/i, `INDEX ON bench.item${number}`));
  }
}
await client.query('commit');

const times = variants.map(() => 0);
for (let batch = 0; batch < Number(batches); batch++) {
  for (const number of variants.keys()) {
    const started = performance.now();
    await client.query(
      `insert into bench.item${number} (source_id, identity_key, url_key, url, title, summary, categories, language, content_hash, published_at, dated, first_seen_at)
       select source_id, md5('bench' || id)::uuid, md5('url' || id)::uuid, url, title, summary, categories, language, content_hash, now(), true, now()
       from newsbraid.item where id between $1 and $2`,
      [1 + batch * BATCH, (batch + 1) * BATCH],
    );
    times[number] += performance.now() - started;
  }
}
const items = Number(batches) * BATCH;
console.log('µs an item, and of what it is');
for (const [number, ms] of times.entries()) {
  console.log(
    `${((ms * 1000) / items).toFixed(0).padStart(4)}  ${(ms / times[0]).toFixed(2)}  ${variants[number].name}`,
  );
}
await client.query('drop schema bench cascade; drop extension pg_trgm');
await client.end();
