import { describe, expect, it } from 'vitest';
import { FaultServer } from './fault-server.ts';
import { FEED } from './faults/fault-case.ts';
import { IMPATIENT, NOTHING_KNOWN, resolverOf } from './fetchers.ts';
import { get, open, server, useGround } from './ground.ts';

useGround();

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
    const fetcher = open(path === '/silence' ? IMPATIENT : {}, { lookup: names });
    const result = await get(withCredentials('one.example', `${path}?token=geheim`), {}, fetcher);
    expect(result.kind).toBe('failed');
    expect(JSON.stringify(result)).not.toMatch(/ann[@%]|ß|%C3%9F|Basic/);
    expect(result.kind === 'failed' && result.message).not.toContain('geheim');
  });
});
