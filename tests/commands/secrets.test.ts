import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { Installation } from '../support/newsbraid.ts';

const database = useDatabase();
const SECRETS = ['geheim-source', 'geheim-broken', 'geheim-database'];
let place: Installation;
const asked: (string | undefined)[] = [];
const server = createServer((request, response) => {
  asked.push(request.headers.authorization);
  if (request.url === '/moves') response.writeHead(302, { location: '/refuses' }).end();
  else if (request.url === '/refuses') response.writeHead(403).end();
  else
    response.end(
      '<rss version="2.0"><channel><title>A</title><item><title>Lighthouse relit</title></item></channel></rss>',
    );
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await database().pool.query('drop role if exists newsbraid_secret');
  place.remove();
});

it('never logs a password of a source or of the database, whatever goes wrong', async () => {
  const { port } = server.address() as AddressInfo;
  const source = (host: string, path: string) => `  - url: http://anna:geheim-source@${host}${path}\n`;
  const here = `127.0.0.1:${port}`;
  const sources = `sources:\n${source(here, '/ok')}${source(here, '/moves')}${source('127.0.0.1:1', '/')}${source('no.invalid', '/')}`;
  const settings =
    'fetch:\n  allowPrivateAddresses: true\n  hostPauseMs: 0\n  requestsPerHost: 4\nlog:\n  level: debug\n';
  await database().pool.query(`create role newsbraid_secret superuser login password 'geheim-database'`);
  const url = new URL(database().url);
  url.username = 'newsbraid_secret';
  url.password = 'geheim-database';
  place = new Installation({ 'sources.yaml': sources, 'settings.yaml': settings }, { DATABASE_URL: url.href });
  const service = place.start('start');
  const output = () => service.stdout() + service.stderr();
  try {
    await eventually('all four polls', () => output().match(/"source":/g)?.length === 4);
    place.write({
      'sources.yaml': `${sources}  - url: ftp://anna:geheim-broken@a.example/\n${source(here, '/ok')}`,
    });
    await eventually('the mistakes', () => output().includes('the config has mistakes'));
    const base = /http:\/\/127\.0\.0\.1:\d+(?=\/feed\.atom)/.exec(output())?.[0];
    for (const path of [
      '/healthz',
      '/readyz',
      '/metrics',
      '/sources',
      '/sources.opml',
      '/feed.atom',
      '/feed.json',
      '/feed.rss',
      '/feed.atom?source=99',
      '/c/1',
      '/c/1.json',
      '/',
    ]) {
      const text = await (await fetch(`${base}${path}`)).text();
      for (const secret of SECRETS) expect(text, path).not.toContain(secret);
    }
    await database().pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'newsbraid_secret'`,
    );
    await database().pool.query('alter role newsbraid_secret nologin');
    await eventually('a failed connection', () => /not permitted to log in|out of order|failed/.test(output()));
  } finally {
    service.signal('SIGTERM');
    await service.ended;
  }
  expect(asked.filter((header) => header?.startsWith('Basic ')).length).toBeGreaterThan(1);
  for (const secret of SECRETS) expect(output()).not.toContain(secret);

  const wrong = new URL(url);
  wrong.password = 'geheim-broken';
  place.write({ 'sources.yaml': sources });
  Object.assign(place.environment, { DATABASE_URL: wrong.href, DEBUG: '1' });
  const refused = await place.run('start');
  expect(refused.code).toBe(1);
  for (const secret of SECRETS) expect(refused.stdout + refused.stderr).not.toContain(secret);
});
