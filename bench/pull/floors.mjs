/** The least that a pull could take, in a process of its own: a child of main.mjs, which asks for one pass at a time. */
import pg from 'pg';
import RssParser from 'rss-parser';
import { answer } from './answer.mjs';

const [, , databaseUrl] = process.argv;
const AT_ONCE = 64;
const STORED_AT_ONCE = 5000;
const COLUMNS = {
  source_id: 'bigint',
  identity_key: 'uuid',
  title: 'text',
  summary: 'text',
  content_html: 'text',
  published_at: 'timestamptz',
};
const names = Object.keys(COLUMNS).join(', ');
let urls = [];
let rows = [];
let client = null;

/** A job for every feed, as many at a time as the product has. */
async function each(job) {
  const queue = urls.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const url of queue) await job(url);
    }),
  );
}

const text = async (url) => (await fetch(url)).text();

answer({
  of(given) {
    urls = given;
  },
  fetch: () => each(text),
  parse: () => each(async (url) => new RssParser().parseString(await text(url))),
  notModified: (etag) =>
    each(async (url) => {
      const response = await fetch(url, { headers: { 'if-none-match': etag } });
      await response.arrayBuffer();
      if (response.status !== 304) throw new Error(`expected 304 from ${url}, got ${response.status}`);
    }),
  /** Remembers the rows that the first pull stored, and makes an empty table with two indexes for them. */
  async readRows(count) {
    client = new pg.Client(databaseUrl);
    await client.connect();
    const columns = names.replace('identity_key', 'identity_key::text');
    ({ rows } = await client.query(`select ${columns} from newsbraid.item order by id limit ${count}`));
    const types = Object.entries(COLUMNS).map((column) => column.join(' '));
    await client.query(
      `create table stored (${types}); create index on stored (source_id, identity_key); create index on stored (published_at)`,
    );
  },
  async store() {
    await client.query('truncate stored');
    const arrays = Object.values(COLUMNS).map((type, index) => `$${index + 1}::${type}[]`);
    for (let start = 0; start < rows.length; start += STORED_AT_ONCE) {
      const some = rows.slice(start, start + STORED_AT_ONCE);
      const values = Object.keys(COLUMNS).map((name) => some.map((row) => row[name]));
      await client.query(`insert into stored select * from unnest(${arrays})`, values);
    }
    return rows.length;
  },
});
