import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { FetchFailureCode, FetchResult, Validators } from '../../../src/model/poll.ts';
import { type Behaviour, drip, pour } from './fault-server.ts';

export interface FaultCase {
  readonly name: string;
  readonly when: Behaviour;
  readonly outcome: Partial<FetchResult> | { code: FetchFailureCode };
  /** What the message must say, beside being a sentence. */
  readonly says?: RegExp;
  readonly known?: Partial<Validators>;
}

export const FEED = '<rss version="2.0"><channel><title>The Harbour Post</title></channel></rss>';
const feed = Buffer.from(FEED);
const body = (text: string | Uint8Array = FEED) => ({ kind: 'body', body: Buffer.from(text) }) as const;
const failed = (code: FetchFailureCode) => ({ kind: 'failed', code }) as const;

/** A megabyte of zeros in a kilobyte; members of gzip may follow one another without end. */
const member = gzipSync(Buffer.alloc(1 << 20));
const brotliBomb = brotliCompressSync(Buffer.alloc(1 << 24));
const deflateBomb = deflateSync(Buffer.alloc(1 << 24));

const statuses: FaultCase[] = [
  {
    name: '200 brings the body',
    when: (v) => v.reply(200, {}, FEED),
    outcome: { ...body(), httpStatus: 200, bytes: feed.length },
  },
  { name: '203 brings the body', when: (v) => v.reply(203, {}, FEED), outcome: body() },
  { name: '204 is no feed', when: (v) => v.reply(204), outcome: failed('http_204') },
  { name: '206 is a part only', when: (v) => v.reply(206, {}, FEED), outcome: failed('http_206') },
  {
    name: '304 after validators',
    when: (v) => v.reply(304),
    outcome: { kind: 'not-modified' },
    known: { etag: '"1"' },
  },
  { name: '304 without validators', when: (v) => v.reply(304), outcome: failed('unexpected_304') },
  { name: '300 is no redirect', when: (v) => v.reply(300, { location: '/feed' }), outcome: failed('http_300') },
  { name: '400', when: (v) => v.reply(400), outcome: failed('http_400') },
  { name: '401 asks for credentials', when: (v) => v.reply(401), outcome: failed('http_401'), says: /name:password@/ },
  { name: '403', when: (v) => v.reply(403, {}, 'no'), outcome: { ...failed('http_403'), gone: false } },
  { name: '404', when: (v) => v.reply(404), outcome: { ...failed('http_404'), gone: false }, says: /month/ },
  {
    name: '410 is the end',
    when: (v) => v.reply(410),
    outcome: { ...failed('http_410'), gone: true },
    says: /stops asking/,
  },
  { name: '418', when: (v) => v.reply(418), outcome: failed('http_418') },
  {
    name: '429 with seconds',
    when: (v) => v.reply(429, { 'retry-after': '120' }),
    outcome: { ...failed('http_429'), retryAfterMs: 120_000 },
    says: /2m/,
  },
  {
    name: '429 with a date, by the server’s own clock',
    when: (v) =>
      v.reply(429, { date: 'Sat, 01 Jan 2000 00:00:00 GMT', 'retry-after': 'Sat, 01 Jan 2000 01:30:00 GMT' }),
    outcome: { ...failed('http_429'), retryAfterMs: 5_400_000 },
    says: /1h 30m/,
  },
  { name: '429 without a word', when: (v) => v.reply(429), outcome: { ...failed('http_429'), retryAfterMs: null } },
  { name: '429 with nonsense', when: (v) => v.reply(429, { 'retry-after': 'soon' }), outcome: { retryAfterMs: null } },
  { name: '500', when: (v) => v.reply(500), outcome: failed('http_500') },
  {
    name: '503 with seconds',
    when: (v) => v.reply(503, { 'retry-after': '7' }),
    outcome: { ...failed('http_503'), retryAfterMs: 7000 },
  },
  {
    name: '503 with a date long past',
    when: (v) => v.reply(503, { 'retry-after': 'Sat, 01 Jan 2000 01:30:00 GMT' }),
    outcome: { ...failed('http_503'), retryAfterMs: 0 },
  },
  { name: '999, as some sites say', when: (v) => v.reply(999), outcome: failed('http_999') },
];

const bodies: FaultCase[] = [
  { name: 'empty body', when: (v) => v.reply(200), outcome: failed('empty_body') },
  {
    name: 'gzip',
    when: (v) => v.reply(200, { 'content-encoding': 'gzip' }, gzipSync(feed)),
    outcome: { ...body(), bytes: gzipSync(feed).length },
  },
  { name: 'x-gzip', when: (v) => v.reply(200, { 'content-encoding': 'X-GZIP' }, gzipSync(feed)), outcome: body() },
  {
    name: 'brotli',
    when: (v) => v.reply(200, { 'content-encoding': 'br' }, brotliCompressSync(feed)),
    outcome: body(),
  },
  {
    name: 'deflate with its header',
    when: (v) => v.reply(200, { 'content-encoding': 'deflate' }, deflateSync(feed)),
    outcome: body(),
  },
  {
    name: 'deflate without',
    when: (v) => v.reply(200, { 'content-encoding': 'deflate' }, deflateRawSync(feed)),
    outcome: body(),
  },
  { name: 'says gzip and is plain', when: (v) => v.reply(200, { 'content-encoding': 'gzip' }, FEED), outcome: body() },
  { name: 'says nothing and is gzip', when: (v) => v.reply(200, {}, gzipSync(feed)), outcome: body() },
  { name: 'a charset as a coding', when: (v) => v.reply(200, { 'content-encoding': 'utf-8' }, FEED), outcome: body() },
  {
    name: 'a coding nobody asked for',
    when: (v) => v.reply(200, { 'content-encoding': 'compress' }, 'x'),
    outcome: failed('encoding_unsupported'),
  },
  {
    name: 'two codings',
    when: (v) => v.reply(200, { 'content-encoding': 'gzip, br' }, 'x'),
    outcome: failed('encoding_unsupported'),
  },
  {
    name: 'broken gzip',
    when: (v) => v.reply(200, { 'content-encoding': 'gzip' }, Buffer.concat([gzipSync(feed).subarray(0, 20), feed])),
    outcome: failed('bad_encoding'),
  },
  {
    name: 'broken brotli',
    when: (v) => v.reply(200, { 'content-encoding': 'br' }, FEED),
    outcome: failed('bad_encoding'),
  },
  {
    name: 'gzip cut short',
    when: (v) => v.reply(200, { 'content-encoding': 'gzip' }, gzipSync(feed).subarray(0, -20)),
    outcome: failed('truncated'),
  },
  {
    name: 'ten gigabytes in ten megabytes of gzip',
    when: ({ socket }) => {
      let left = 10 * 1024;
      socket.write('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n');
      pour(socket, () => (left-- > 0 ? member : null));
    },
    outcome: failed('decoded_too_large'),
    says: /bodyBytesMax/,
  },
  {
    name: 'a brotli bomb',
    when: (v) => v.reply(200, { 'content-encoding': 'br' }, brotliBomb),
    outcome: failed('decoded_too_large'),
  },
  {
    name: 'a deflate bomb',
    when: (v) => v.reply(200, { 'content-encoding': 'deflate' }, deflateBomb),
    outcome: failed('decoded_too_large'),
  },
  {
    name: 'a body without end',
    when: ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n');
      pour(socket, () => FEED.repeat(100));
    },
    outcome: failed('body_too_large'),
  },
  {
    name: 'an error page without end',
    when: ({ socket }) => {
      socket.write('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
      pour(socket, () => FEED.repeat(100));
    },
    outcome: failed('http_404'),
  },
  {
    name: 'a length too long',
    when: (v) => {
      v.reply(200, { 'content-length': '5000', connection: 'close' }, FEED);
      v.socket.end();
    },
    outcome: failed('truncated'),
  },
  {
    name: 'a length too short',
    when: (v) => v.reply(200, { 'content-length': '10', connection: 'close' }, FEED),
    outcome: body(FEED.slice(0, 10)),
  },
  {
    name: 'a length that is no number',
    when: (v) => v.reply(200, { 'content-length': 'much' }, FEED),
    outcome: failed('bad_http'),
  },
  {
    name: 'chunks',
    when: ({ socket }) =>
      socket.write(
        `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${feed.length.toString(16)}\r\n${FEED}\r\n0\r\n\r\n`,
      ),
    outcome: body(),
  },
  {
    name: 'chunks cut short',
    when: ({ socket }) => socket.end(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n${FEED}`),
    outcome: failed('connection_lost'),
  },
  {
    name: 'chunks of nonsense',
    when: ({ socket }) => socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'),
    outcome: failed('bad_http'),
  },
  {
    name: 'a body that ends with the connection',
    when: ({ socket }) => socket.end(`HTTP/1.0 200 OK\r\n\r\n${FEED}`),
    outcome: body(),
  },
  {
    name: 'a wrong charset is not our business',
    when: (v) => v.reply(200, { 'content-type': 'text/xml; charset=klingon' }, Buffer.from('<rss>\xe9', 'latin1')),
    outcome: { ...body(Buffer.from('<rss>\xe9', 'latin1')), contentType: 'text/xml; charset=klingon' },
  },
  {
    name: 'a web page that offers a feed',
    when: (v) =>
      v.reply(
        200,
        {},
        '<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/all.rss?a=1&amp;b=2">',
      ),
    outcome: failed('html_page'),
    says: /offers the feed http:\/\/127\.0\.0\.1:\d+\/all\.rss\?a=1&b=2:/,
  },
  {
    name: 'a web page that offers none',
    when: (v) => v.reply(200, {}, '\ufeff <!-- x --><HTML lang=en><p>Welcome'),
    outcome: failed('html_page'),
  },
];

const connections: FaultCase[] = [
  { name: 'not HTTP', when: ({ socket }) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'), outcome: failed('bad_http') },
  { name: 'closed without an answer', when: ({ socket }) => socket.end(), outcome: failed('connection_lost') },
  {
    name: 'reset without an answer',
    when: ({ socket }) => socket.resetAndDestroy(),
    outcome: failed('connection_lost'),
  },
  {
    name: 'reset in the middle',
    when: ({ socket }) =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n<rss>', () => socket.resetAndDestroy()),
    outcome: failed('connection_lost'),
  },
  {
    name: 'closed once, answered then',
    when: (v) => (v.server.visitsTo(v.path).length === 1 ? v.socket.end() : v.reply(200, {}, FEED)),
    outcome: body(),
  },
  { name: 'silence', when: () => {}, outcome: failed('first_byte_timeout') },
  {
    name: 'a header that drips',
    when: ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      drip(socket, 'x: y\r\n', 20);
    },
    outcome: failed('first_byte_timeout'),
  },
  {
    name: 'a body that drips',
    when: ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      drip(socket, '<!---->', 20);
    },
    outcome: failed('total_timeout'),
    says: /within/,
  },
  {
    name: 'a body that stalls',
    when: ({ socket }) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n<rss>'),
    outcome: failed('stalled'),
  },
  {
    name: 'an error page that drips still says why',
    when: ({ socket }) => {
      socket.write('HTTP/1.1 410 Gone\r\n\r\n');
      drip(socket, ' ', 20);
    },
    outcome: { ...failed('http_410'), gone: true },
  },
  {
    name: 'a header of megabytes',
    when: ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      pour(socket, () => `x-${'y'.repeat(4000)}: z\r\n`);
    },
    outcome: failed('headers_too_large'),
  },
  {
    name: 'one field of megabytes',
    when: ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\nx: ');
      pour(socket, () => 'y'.repeat(4000));
    },
    outcome: failed('headers_too_large'),
  },
  {
    name: 'early hints, then the answer',
    when: (v) => {
      v.socket.write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n');
      v.reply(200, {}, FEED);
    },
    outcome: body(),
  },
  {
    name: 'early hints without end',
    when: ({ socket }) => {
      drip(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n', 20);
    },
    outcome: failed('total_timeout'),
  },
  {
    name: 'an upgrade nobody asked for',
    when: ({ socket }) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'),
    outcome: failed('connection_lost'),
  },
];

const redirects: FaultCase[] = [
  {
    name: 'a loop of one',
    when: (v) => v.reply(301, { location: v.path }),
    outcome: failed('redirect_loop'),
    says: /circle/,
  },
  {
    name: 'a loop of two',
    when: (v) => v.reply(302, { location: `${v.path.split('?')[0]}?${v.path.includes('?1') ? 2 : 1}` }),
    outcome: failed('redirect_loop'),
  },
  {
    name: 'redirects without end',
    when: (v) => v.reply(302, { location: `${v.path}?${v.server.visitsTo(v.path.split('?')[0] as string).length}` }),
    outcome: failed('too_many_redirects'),
    says: /more than 5/,
  },
  { name: 'a redirect to nowhere', when: (v) => v.reply(301), outcome: failed('bad_redirect') },
  {
    name: 'a redirect to no URL',
    when: (v) => v.reply(301, { location: 'http://[' }),
    outcome: failed('bad_redirect'),
  },
  {
    name: 'a redirect to a file',
    when: (v) => v.reply(302, { location: 'file:///etc/passwd' }),
    outcome: failed('bad_redirect'),
    says: /file:/,
  },
  {
    name: 'a redirect to data',
    when: (v) => v.reply(302, { location: 'data:text/xml,<rss/>' }),
    outcome: failed('bad_redirect'),
  },
  {
    name: 'a redirect to a dead port',
    when: (v) => v.reply(302, { location: 'http://127.0.0.1:1/' }),
    outcome: failed('connect_refused'),
  },
];

export const FAULT_CASES: readonly FaultCase[] = [...statuses, ...bodies, ...connections, ...redirects];
