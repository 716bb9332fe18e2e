import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { whyRefused } from '../../../src/io/fetch/address.ts';
import { FeedServer } from '../../support/feed-server.ts';
import { CERTIFICATE, PRIVATE_KEY } from './certificate.ts';
import { FaultServer } from './fault-server.ts';
import { FEED } from './faults/fault-case.ts';
import { resolverOf } from './fetchers.ts';
import { get, open, server, useGround } from './ground.ts';

useGround();

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

  it('the next address of a name is tried where the first refuses', async () => {
    const fetcher = open({}, { lookup: resolverOf({ 'one.example': ['127.0.0.2', '::1', '127.0.0.1'] }) });
    expect(await get(`http://one.example:${server.port}/feed`, {}, fetcher)).toMatchObject({ kind: 'body' });
    const deaf = open({}, { lookup: resolverOf({ 'one.example': ['127.0.0.2', '127.0.0.3'] }) });
    expect(await get(`http://one.example:${server.port}/feed`, {}, deaf)).toMatchObject({ code: 'connect_refused' });
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
    expect(await get('http://one.example/', {}, open({ connectTimeoutMs: 300 }, { lookup: () => {} }))).toMatchObject({
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
    const plain = await FeedServer.open();
    const { port } = new URL(plain.url('/feed'));
    const result = await get(`https://feeds.example:${port}/feed`, {}, open({}, { lookup: names }));
    await plain.close();
    expect(result).toMatchObject({ code: 'tls_failed', message: expect.stringContaining(`feeds.example:${port}`) });
  });

  it('a move from https to http is followed but never lasts', async () => {
    secure.on('/old', (visit) => visit.reply(301, { location: `${server.origin}/feed` }));
    const fetcher = open({}, { lookup: names, ca: CERTIFICATE });
    const result = await get(`https://feeds.example:${secure.port}/old`, {}, fetcher);
    expect(result).toMatchObject({ kind: 'body', permanentUrl: null });
  });
});
