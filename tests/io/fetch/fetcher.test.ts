import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { whyRefused } from '../../../src/io/fetch/address.ts';
import type { Fetcher } from '../../../src/io/fetch/fetcher.ts';
import type { FetchResult, Validators } from '../../../src/model/poll.ts';
import { CERTIFICATE, PRIVATE_KEY } from './certificate.ts';
import { FEED } from './fault-cases.ts';
import { FaultServer } from './fault-server.ts';
import { createFetcher, NOTHING_KNOWN, resolverOf } from './fetchers.ts';

let server: FaultServer;
let fetchers: Fetcher[] = [];

beforeEach(async () => {
  server = await new FaultServer().on('/feed', (visit) => visit.reply(200, {}, FEED)).start();
});
afterEach(async () => {
  await Promise.all(fetchers.map((fetcher) => fetcher.close()));
  fetchers = [];
  await server.stop();
});

function open(...options: Parameters<typeof createFetcher>): Fetcher {
  const fetcher = createFetcher(...options);
  fetchers.push(fetcher);
  return fetcher;
}

function get(url: string, validators: Partial<Validators> = {}, fetcher = open()): Promise<FetchResult> {
  return fetcher.fetch({ url, validators: { ...NOTHING_KNOWN, ...validators } });
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('conditional requests', () => {
  it('keep validators byte for byte and send them back', async () => {
    const etag = 'W/"caf\xe9, \'x\'-gzip"';
    const lastModified = 'Thursday, 1 Jan 1970 0:00 +0000';
    server.on('/feed', (visit) => visit.reply(200, { ETag: etag, 'Last-Modified': lastModified }, FEED));
    const fetcher = open();
    const first = await get(`${server.origin}/feed`, {}, fetcher);
    expect(first).toMatchObject({ kind: 'body', validators: { etag, lastModified, bodyHash: sha256(FEED) } });
    if (first.kind !== 'body') return;
    await get(`${server.origin}/feed`, first.validators, fetcher);
    const [fresh, known] = server.visits;
    expect(fresh?.headers.has('if-none-match')).toBe(false);
    expect(known?.headers.get('if-none-match')).toBe(etag);
    expect(known?.headers.get('if-modified-since')).toBe(lastModified);
  });

  it('know an unchanged body by its hash', async () => {
    const same = await get(`${server.origin}/feed`, { bodyHash: sha256(FEED) });
    const other = await get(`${server.origin}/feed`, { bodyHash: sha256('other') });
    expect([same, other]).toMatchObject([{ unchanged: true }, { unchanged: false }]);
  });

  it('take new validators from a 304 and keep those it does not repeat', async () => {
    server.on('/feed', (visit) => visit.reply(304, { etag: '"2"' }));
    const known = { etag: '"1"', lastModified: 'Mon, 02 Feb 2026 10:00:00 GMT', bodyHash: 'abc' };
    const result = await get(`${server.origin}/feed`, known);
    expect(result).toMatchObject({ kind: 'not-modified', validators: { ...known, etag: '"2"' } });
  });

  it('leave out what cannot stand in a header', async () => {
    await get(`${server.origin}/feed`, { etag: '"a"\r\nx-injected: 1' });
    expect(server.visits[0]?.headers.has('if-none-match')).toBe(false);
  });

  it.each([
    [{ 'cache-control': 'public, max-age=600' }, 600_000],
    [{ 'cache-control': 'max-age=600', age: '100' }, 500_000],
    [{ 'cache-control': 'max-age=60', age: '100' }, 0],
    [{ 'cache-control': 'no-cache, max-age=600' }, 0],
    [{ 'cache-control': 's-maxage=600' }, null],
    [{ 'cache-control': 'max-age="600"', expires: '0' }, 600_000],
    [{ date: 'Sat, 01 Jan 2000 00:00:00 GMT', expires: 'Sat, 01 Jan 2000 01:00:00 GMT' }, 3_600_000],
    [{ date: 'Sat, 01 Jan 2000 00:00:00 GMT', expires: '0' }, 0],
    [{ expires: 'Sat, 01 Jan 2000 01:00:00 GMT' }, null],
    [{}, null],
  ])('%j is fresh for %s ms, on a 304 as well', async (headers, freshForMs) => {
    server.on('/feed', (visit) => visit.reply(visit.headers.has('if-none-match') ? 304 : 200, { ...headers }, FEED));
    const fetcher = open();
    expect(await get(`${server.origin}/feed`, {}, fetcher)).toMatchObject({ kind: 'body', freshForMs });
    expect(await get(`${server.origin}/feed`, { etag: '"1"' }, fetcher)).toMatchObject({
      kind: 'not-modified',
      freshForMs,
    });
  });
});

describe('a request', () => {
  it('says who asks and what it can read', async () => {
    await get(`${server.origin}/feed`, {}, open({ contact: 'editor@news.example\r\n(hello)' }));
    await get(`${server.origin}/feed`);
    const [withContact, withSite] = server.visits;
    expect(withContact?.headers.get('user-agent')).toBe('Newsbraid/1.2.3 (+editor@news.examplehello)');
    expect(withSite?.headers.get('user-agent')).toBe('Newsbraid/1.2.3 (+https://news.example/)');
    expect(withSite?.headers.get('accept-encoding')).toMatch(/gzip, deflate, br/);
    expect(withSite?.headers.get('accept')).toMatch(/atom\+xml/);
  });

  it('reuses the connection', async () => {
    const fetcher = open();
    for (let poll = 0; poll < 5; poll++) await get(`${server.origin}/feed`, { etag: '"1"' }, fetcher);
    expect(server.connections).toBe(1);
  });

  it('never has more connections to a host than the settings allow', async () => {
    const fetcher = open({ requestsPerHost: 2 });
    await Promise.all(Array.from({ length: 10 }, () => get(`${server.origin}/feed`, {}, fetcher)));
    expect(server.connections).toBe(2);
  });

  it('ends when asked to, before and during', async () => {
    server.on('/feed', () => {});
    const fetcher = open();
    const stop = new AbortController();
    const during = fetcher.fetch({ url: `${server.origin}/feed`, validators: NOTHING_KNOWN, signal: stop.signal });
    stop.abort();
    const before = fetcher.fetch({ url: `${server.origin}/feed`, validators: NOTHING_KNOWN, signal: stop.signal });
    expect(await Promise.all([during, before])).toMatchObject([{ code: 'stopped' }, { code: 'stopped' }]);
  });

  it('shares one signal with many others without a warning', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    const { signal } = new AbortController();
    const fetcher = open({ requestsPerHost: 8 });
    const request = { url: `${server.origin}/feed`, validators: NOTHING_KNOWN, signal };
    await Promise.all(Array.from({ length: 40 }, () => fetcher.fetch(request)));
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });

  it('ends as stopped when the fetcher is closed, and so does one that comes too late', async () => {
    server.on('/feed', () => {});
    const fetcher = createFetcher();
    const during = get(`${server.origin}/feed`, {}, fetcher);
    await fetcher.close();
    expect(await during).toMatchObject({ code: 'stopped' });
    expect(await get(`${server.origin}/feed`, {}, fetcher)).toMatchObject({ code: 'stopped' });
  });

  it.each(['', 'feed', 'ftp://u:secret@news.example/feed', 'javascript:alert(1)', 'http://u:secret@[bad/'])(
    'to %j is refused without repeating it',
    async (url) => {
      const result = await get(url);
      expect(result).toMatchObject({ kind: 'failed', code: 'bad_url', httpStatus: null });
      expect(JSON.stringify(result)).not.toContain('secret');
    },
  );
});

describe('redirects', () => {
  /** Each hop of a chain of statuses leads to the next, the last to the feed. */
  function chain(statuses: readonly number[]): string {
    statuses.forEach((status, index) => {
      const location = index + 1 < statuses.length ? `/hop-${index + 1}` : '/feed';
      server.on(`/hop-${index}`, (visit) => visit.reply(status, { location }));
    });
    return `${server.origin}/hop-0`;
  }

  it.each([
    [[301], '/feed'],
    [[308], '/feed'],
    [[301, 308, 301], '/feed'],
    [[301, 302], '/hop-1'],
    [[302, 301], null],
    [[303], null],
    [[307], null],
    [[301, 301, 301, 301, 301], '/feed'],
  ])('%j means a lasting address of %s', async (statuses, path) => {
    const permanentUrl = path && `${server.origin}${path}`;
    expect(await get(chain(statuses))).toMatchObject({ kind: 'body', permanentUrl, finalUrl: `${server.origin}/feed` });
  });

  it('are followed to an address in raw UTF-8', async () => {
    server.on('/old', (visit) => visit.reply(301, { location: Buffer.from('/naïve').toString('latin1') }));
    server.on('/na%C3%AFve', (visit) => visit.reply(200, {}, FEED));
    expect(await get(`${server.origin}/old`)).toMatchObject({ kind: 'body', finalUrl: `${server.origin}/na%C3%AFve` });
  });

  it('go nowhere when none are allowed', async () => {
    expect(await get(chain([301]), {}, open({ redirectsMax: 0 }))).toMatchObject({ code: 'too_many_redirects' });
  });

  it('are skipped for a source that has moved for good', async () => {
    const request = { url: chain([301]), movedTo: `${server.origin}/feed`, validators: NOTHING_KNOWN };
    expect(await open().fetch(request)).toMatchObject({ kind: 'body', permanentUrl: null });
    expect(server.visits).toHaveLength(1);
  });
});

describe('credentials', () => {
  const basic = `Basic ${Buffer.from('ann@x:p:ß%').toString('base64')}`;
  const names = resolverOf({ 'one.example': ['127.0.0.1'], 'two.example': ['127.0.0.1'] });
  const withCredentials = (host: string, path: string) => `http://ann%40x:p%3A%C3%9F%25@${host}:${server.port}${path}`;
  const sent = () => server.visits.map(({ path, headers }) => [path, headers.get('authorization')]);

  it('are sent as Basic, also to the same host’s next page', async () => {
    server.on('/old', (visit) => visit.reply(302, { location: '/feed' }));
    const result = await get(withCredentials('one.example', '/old'), {}, open({}, { lookup: names }));
    expect(result).toMatchObject({ kind: 'body', finalUrl: `http://one.example:${server.port}/feed` });
    expect(sent()).toEqual([
      ['/old', basic],
      ['/feed', basic],
    ]);
  });

  it('never reach another host, and come back with the first', async () => {
    server.on('/old', (visit) => visit.reply(301, { location: `http://two.example:${server.port}/away` }));
    server.on('/away', (visit) => visit.reply(301, { location: `http://eve:hers@one.example:${server.port}/feed` }));
    await get(withCredentials('one.example', '/old'), {}, open({}, { lookup: names }));
    expect(sent()).toEqual([
      ['/old', basic],
      ['/away', undefined],
      ['/feed', basic],
    ]);
  });

  it('never reach another port of the same host', async () => {
    const other = await new FaultServer().on('/feed', (visit) => visit.reply(200, {}, FEED)).start();
    server.on('/old', (visit) => visit.reply(302, { location: `http://one.example:${other.port}/feed` }));
    await get(withCredentials('one.example', '/old'), {}, open({}, { lookup: names }));
    expect(other.visits[0]?.headers.has('authorization')).toBe(false);
    await other.stop();
  });

  it('follow a source that has moved within its host only', async () => {
    const fetcher = open({}, { lookup: names });
    const url = withCredentials('one.example', '/old');
    for (const host of ['one.example', 'two.example']) {
      await fetcher.fetch({ url, movedTo: `http://${host}:${server.port}/feed`, validators: NOTHING_KNOWN });
    }
    expect(sent()).toEqual([
      ['/feed', basic],
      ['/feed', undefined],
    ]);
  });

  it.each(['/missing', '/loop', '/silence', '/html'])('are in no answer from %s', async (path) => {
    server.on('/loop', (visit) => visit.reply(301, { location: visit.path }));
    server.on('/silence', () => {});
    server.on('/html', (visit) =>
      visit.reply(200, {}, '<html><link rel=alternate type=application/atom+xml href=/feed>'),
    );
    const result = await get(withCredentials('one.example', `${path}?token=geheim`), {}, open({}, { lookup: names }));
    expect(result.kind).toBe('failed');
    expect(JSON.stringify(result)).not.toMatch(/ann[@%]|ß|%C3%9F|Basic/);
    expect(result.kind === 'failed' && result.message).not.toContain('geheim');
  });
});

describe('addresses', () => {
  const guarded = (names: Parameters<typeof resolverOf>[0] = {}) =>
    open({ allowPrivateAddresses: false }, { lookup: resolverOf(names) });

  it.each(['127.0.0.1', '[::1]', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '169.254.169.254'])(
    '%s is not asked',
    async (host) => {
      const result = await get(`http://${host}:${server.port}/feed`, {}, guarded());
      expect(result).toMatchObject({ kind: 'failed', code: 'address_refused', httpStatus: null });
      expect(server.connections).toBe(0);
    },
  );

  it('a name that leads inside is refused, and says so', async () => {
    const result = await get(
      `http://one.example:${server.port}/feed`,
      {},
      guarded({ 'one.example': ['127.0.0.1', '10.0.0.1'] }),
    );
    expect(result).toMatchObject({
      code: 'address_refused',
      message: expect.stringMatching(/127\.0\.0\.1.*allowPrivate/),
    });
    expect(server.connections).toBe(0);
  });

  /** Judges as ever, but lets the test server through: 127.0.0.1 stands for a public address, 127.0.0.2 for ours. */
  const half = (names: Parameters<typeof resolverOf>[0]) =>
    open(
      { allowPrivateAddresses: false },
      { lookup: resolverOf(names), whyRefused: (address) => (address === '127.0.0.1' ? null : whyRefused(address)) },
    );

  it('a name that leads inside the second time is refused then: every connection is judged anew', async () => {
    server.on('/feed', (visit) => visit.reply(200, { connection: 'close' }, FEED));
    const fetcher = half({ 'one.example': [['127.0.0.1'], ['127.0.0.2'], ['127.0.0.1']] });
    const results = [];
    for (let poll = 0; poll < 3; poll++) results.push(await get(`http://one.example:${server.port}/feed`, {}, fetcher));
    expect(results).toMatchObject([{ kind: 'body' }, { code: 'address_refused' }, { kind: 'body' }]);
    expect(server.connections).toBe(2);
  });

  it('of a name that leads inside and outside, the outside is asked', async () => {
    const fetcher = half({ 'one.example': ['127.0.0.2', '10.0.0.1', '127.0.0.1'] });
    expect(await get(`http://one.example:${server.port}/feed`, {}, fetcher)).toMatchObject({ kind: 'body' });
    expect(server.visits[0]?.socket.localAddress).toBe('127.0.0.1');
  });

  it.each(['127.0.0.2', '[::1]', '169.254.169.254', 'two.example'])('a redirect to %s is refused', async (host) => {
    server.on('/old', (visit) => visit.reply(302, { location: `http://${host}:${server.port}/feed` }));
    const fetcher = half({ 'one.example': ['127.0.0.1'], 'two.example': ['127.0.0.2'] });
    const result = await get(`http://one.example:${server.port}/old`, {}, fetcher);
    expect(result).toMatchObject({ kind: 'failed', code: 'address_refused' });
    expect(server.visits.map(({ path }) => path)).toEqual(['/old']);
  });

  it('names that do not exist, or not just now', async () => {
    expect(await get('http://nowhere.example/', {}, guarded())).toMatchObject({ code: 'dns_not_found' });
    const fetcher = open(
      {},
      {
        lookup: (_name, _options, callback) => callback(Object.assign(new Error('later'), { code: 'EAI_AGAIN' }), []),
      },
    );
    expect(await get('http://one.example/', {}, fetcher)).toMatchObject({ code: 'dns_failed' });
  });

  it('a resolver that never answers ends with the connect deadline', async () => {
    expect(await get('http://one.example/', {}, open({}, { lookup: () => {} }))).toMatchObject({
      code: 'connect_timeout',
    });
  });
});

describe('TLS', () => {
  const names = resolverOf({ 'feeds.example': ['127.0.0.1'], 'other.example': ['127.0.0.1'] });
  let secure: FaultServer;
  beforeEach(async () => {
    const credentials = { key: PRIVATE_KEY, cert: CERTIFICATE };
    secure = await new FaultServer(credentials).on('/feed', (visit) => visit.reply(200, {}, FEED)).start();
  });
  afterEach(() => secure.stop());

  it('trusts a certificate for the host', async () => {
    const fetcher = open({}, { lookup: names, ca: CERTIFICATE });
    expect(await get(`https://feeds.example:${secure.port}/feed`, {}, fetcher)).toMatchObject({ kind: 'body' });
  });

  it('refuses one that nobody vouches for, or that is for another host', async () => {
    const strict = open({}, { lookup: names });
    expect(await get(`https://feeds.example:${secure.port}/feed`, {}, strict)).toMatchObject({ code: 'certificate' });
    const trusting = open({}, { lookup: names, ca: CERTIFICATE });
    expect(await get(`https://other.example:${secure.port}/feed`, {}, trusting)).toMatchObject({ code: 'certificate' });
  });

  it('says when the other side speaks no TLS', async () => {
    const fetcher = open({}, { lookup: names });
    server.on('/feed', (visit) => visit.socket.end());
    const result = await get(`https://feeds.example:${server.port}/feed`, {}, fetcher);
    expect(result).toMatchObject({ kind: 'failed', httpStatus: null });
  });

  it('a move from https to http is followed but never lasts', async () => {
    secure.on('/old', (visit) => visit.reply(301, { location: `${server.origin}/feed` }));
    const fetcher = open({}, { lookup: names, ca: CERTIFICATE });
    const result = await get(`https://feeds.example:${secure.port}/old`, {}, fetcher);
    expect(result).toMatchObject({ kind: 'body', permanentUrl: null });
  });
});
