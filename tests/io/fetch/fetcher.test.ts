import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FEED } from './faults/fault-case.ts';
import { createFetcher, NOTHING_KNOWN } from './fetchers.ts';
import { get, open, server, useGround } from './ground.ts';

useGround();

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
