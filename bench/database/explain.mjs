/**
 * Times the queries of docs/database.md on a database that generate.mjs filled: the median of five warm runs of each, as the reader.
 *
 *   node bench/database/explain.mjs DATABASE_URL [--plans]
 *
 * What the queries search for is replaced by words of the invented news; the cluster that they look at is the largest.
 */
import { readFileSync } from 'node:fs';
import pg from 'pg';

const [url, plans] = process.argv.slice(2);
const text = readFileSync(new URL('../../docs/database.md', import.meta.url), 'utf8');
const queries = [...text.matchAll(/^\*\*([^*\n]+)\*\*[^\n]*\n(?:[^\n]+\n)*\n```sql\n(.*?)```/gms)];

const client = new pg.Client(url);
await client.connect();
await client.query('begin read only; set local role newsbraid_reader');
const { rows } = await client.query(
  'select id, title from news.clusters where outlets > 10 order by updated_at desc limit 1',
);
const [{ id, title }] = rows;
const words = title.split(' ');
const invented = (query) =>
  query
    .replace('"dam breaks" or flood -film', `"${words.slice(4, 6).join(' ')}" or ${words[7]} -${words[8]}`)
    .replace('Dam at Ostwick gives way', title)
    .replace('cluster_now(1)', `cluster_now(${id})`);

console.log('   ms  rows  query');
for (const [, name, sql] of queries) {
  const query = invented(sql);
  const times = [];
  let count = 0;
  for (let run = 0; run < 6; run++) {
    const started = performance.now();
    count = (await client.query(query)).rowCount;
    if (run > 0) times.push(performance.now() - started);
  }
  const median = times.sort((a, b) => a - b)[2];
  console.log(`${median.toFixed(1).padStart(5)} ${String(count).padStart(5)}  ${name}`);
  if (plans === '--plans') {
    const { rows: lines } = await client.query(
      `explain (analyze, costs off, timing off, summary off, buffers off) ${query}`,
    );
    console.log(lines.map((line) => `             ${line['QUERY PLAN']}`).join('\n'));
  }
}
await client.end();
