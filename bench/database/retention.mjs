/**
 * How fast old rows go, and how long one transaction holds its locks: deletes the oldest tenth of the year that generate.mjs made.
 *
 *   node bench/database/retention.mjs DATABASE_URL [DAYS]
 */
import pg from 'pg';
import { deleteOld } from '../../dist/io/db/retention.js';

const [url, days = '330'] = process.argv.slice(2);
const watcher = new pg.Client(url);
await watcher.connect();
await watcher.query('create extension if not exists pg_stat_statements');
await watcher.query('select pg_stat_statements_reset()');
const size = async () =>
  (await watcher.query("select pg_total_relation_size('newsbraid.item') as bytes")).rows[0].bytes;
const before = await size();
const started = performance.now();
const deleted = await deleteOld({ url }, { itemsDays: Number(days), pollsDays: 27 }, new Date());
const seconds = (performance.now() - started) / 1000;
console.log(deleted, `${seconds.toFixed(1)} s, ${Math.round(deleted.items / seconds)} items a second`);
const { rows } = await watcher.query(
  "select calls::int, round(mean_exec_time::numeric, 1) as mean_ms, round(max_exec_time::numeric, 1) as max_ms, left(query, 60) as statement from pg_stat_statements where query ~ 'newsbraid' order by total_exec_time desc limit 8",
);
console.table(rows);
const vacuumed = performance.now();
await watcher.query('vacuum newsbraid.item');
console.log(
  `vacuum: ${((performance.now() - vacuumed) / 1000).toFixed(1)} s; items before ${before}, after ${await size()} bytes`,
);
await watcher.end();
