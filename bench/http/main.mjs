// How many answers a second `/feed.atom` gives, as a ratio to a bare node:http server that answers the same bytes.
// Both run in this process and take turns, so that a busy machine slows both. Then: what a feed costs after a change (rebuild.mjs).
// `npm run build` first; then
// node bench/http/main.mjs [rounds=7] [ms=1500]
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { connect } from '../../dist/io/db/connect.js';
import { migrate } from '../../dist/io/db/migrate.js';
import { openEmbedded } from '../../dist/io/postgres/embedded.js';
import { defaultSettings } from '../../dist/model/settings.js';
import { startServer } from '../../dist/site/site.js';
import { rebuild } from './rebuild.mjs';

const rounds = Number(process.argv[2] ?? 7);
const ms = Number(process.argv[3] ?? 1500);
const CONNECTIONS = 8;

const folder = mkdtempSync(join(tmpdir(), 'newsbraid-bench-'));
const postgres = await openEmbedded(folder);
const database = await connect(postgres.url);
try {
  await migrate(database);
  await fill(database.pool);
  const site = await startServer({
    host: '127.0.0.1',
    port: 0,
    database: database.pool,
    settings: () => defaultSettings,
    log: { warn() {}, error: console.error },
    changes: { version: () => 1, subscribe: () => () => {} },
    health: async () => ({ ok: true }),
  });
  for (const encoding of ['identity', 'gzip']) await compare(site, encoding);
  await site.close();
  await rebuild(database, postgres.folder);
} finally {
  await database.close();
  await postgres.close();
  rmSync(folder, { recursive: true, force: true });
}

async function compare(site, encoding) {
  const headers = { 'accept-encoding': encoding };
  const answer = await fetch(`${site.url}/feed.atom`, { headers });
  const etag = answer.headers.get('etag');
  const bytes = Number(answer.headers.get('content-length'));
  await answer.arrayBuffer();
  const kinds = [
    { name: '200', extra: '' },
    { name: '304', extra: `If-None-Match: ${etag}\r\n` },
  ];
  for (const { name, extra } of kinds) {
    const request = `GET /feed.atom HTTP/1.1\r\nHost: ${new URL(site.url).host}\r\nAccept-Encoding: ${encoding}\r\n${extra}\r\n`;
    const bare = await bareTwin(site.url, request, name === '304');
    // Both warm up once, uncounted.
    await load(Number(new URL(site.url).port), request);
    await load(bare.address().port, request);
    const ratios = [];
    const rates = [];
    for (let round = 0; round < rounds; round++) {
      const ours = await load(Number(new URL(site.url).port), request);
      const theirs = await load(bare.address().port, request);
      ratios.push(ours / theirs);
      rates.push(ours);
    }
    bare.close();
    bare.closeAllConnections();
    const say = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
    console.log(
      `${encoding.padEnd(8)} ${name}  ${Math.round(say(rates))}/s  ${say(ratios).toFixed(2)} of bare node:http` +
        `  (${ratios.map((ratio) => ratio.toFixed(2)).join(' ')}; ${name === '200' ? bytes : 0} body bytes)`,
    );
  }
}

/** A server that knows nothing but this one answer: the same status, headers and bytes. */
async function bareTwin(url, request, isNotModified) {
  const headers = Object.fromEntries(
    request
      .split('\r\n')
      .slice(1)
      .flatMap((line) => (line.includes(': ') && !line.startsWith('Host') ? [line.split(': ')] : [])),
  );
  const { request: get } = await import('node:http');
  const answer = await new Promise((resolve, reject) => {
    get(`${url}/feed.atom`, { headers, agent: false }, (incoming) => {
      const chunks = [];
      incoming.on('data', (chunk) => chunks.push(chunk));
      incoming.on('end', () => resolve({ incoming, body: Buffer.concat(chunks) }));
    })
      .on('error', reject)
      .end();
  });
  const status = answer.incoming.statusCode;
  if ((status === 304) !== isNotModified) throw new Error(`expected another answer than ${status}`);
  const own = { ...answer.incoming.headers };
  for (const name of ['date', 'connection', 'keep-alive', 'transfer-encoding']) delete own[name];
  const server = createServer((_request, response) => {
    response.writeHead(status, own);
    response.end(status === 304 ? undefined : answer.body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function load(port, request) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./client.mjs', import.meta.url), {
      workerData: { port, request, connections: CONNECTIONS, ms },
    });
    worker.on('message', resolve);
    worker.on('error', reject);
  });
}

/** A hundred clusters of one to six outlets. */
async function fill(pool) {
  await pool.query(`insert into newsbraid.source (url, host, outlet, title)
    select 'https://s' || n || '.example/feed', 's' || n || '.example', 'Outlet ' || n, 'Outlet ' || n from generate_series(1, 6) n`);
  await pool.query(`insert into newsbraid.cluster (id, entry_id, lead_story_id, outlet_count, created_at, first_at, last_at, updated_at)
    select n, md5('c' || n)::uuid, n, 1 + n % 6, now() - n * interval '7 min', now() - n * interval '7 min', now(), now() - n * interval '7 min'
    from generate_series(1, 100) n`);
  await pool.query(`insert into newsbraid.story (id, entry_id, cluster_id, lead_item_id, created_at)
    select n, md5('s' || n)::uuid, n, n, now() from generate_series(1, 100) n`);
  await pool.query(`insert into newsbraid.item (source_id, identity_key, url, title, summary, content_hash, published_at, dated, first_seen_at)
    select outlet + 1, md5(n || ' ' || outlet)::uuid, 'https://s' || outlet || '.example/' || n, 'Headline ' || n || ' as outlet ' || outlet || ' has it',
      repeat('A sentence about event ' || n || '. ', 8), '', now() - n * interval '7 min', true, now()
    from generate_series(1, 100) n, lateral generate_series(0, n % 6) outlet order by n, outlet`);
  await pool.query(
    `insert into newsbraid.member (item_id, story_id) select id, split_part(title, ' ', 2)::int from newsbraid.item`,
  );
  await pool.query(
    'update newsbraid.story set lead_item_id = (select min(item_id) from newsbraid.member where story_id = story.id)',
  );
}
