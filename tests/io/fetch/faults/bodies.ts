import * as zlib from 'node:zlib';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { type Behaviour, pour } from '../fault-server.ts';
import { body, type FaultCase, FEED, failed } from './fault-case.ts';

const feed = Buffer.from(FEED);

/** A megabyte of zeros in a kilobyte; members of gzip may follow one another without end. */
const member = gzipSync(Buffer.alloc(1 << 20));
const brotliBomb = brotliCompressSync(Buffer.alloc(1 << 24));
const deflateBomb = deflateSync(Buffer.alloc(1 << 24));

/** The feed as one raw block of zstd (RFC 8878 §3.1.1): Node 20 cannot write it. */
const zstd = Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, feed.length, 0, 0, 0]), feed]);
zstd.writeUIntLE((feed.length << 3) | 1, 6, 3);
const hasZstd = 'createZstdDecompress' in zlib;

/** More than one piece of the wire, and not to be compressed much. */
const long = `${FEED}${Array.from({ length: 20_000 }, (_, n) => ` ${(n * 7919) % 10_007}`).join('')}`;

function gzipped(...pieces: readonly Uint8Array[]): Behaviour {
  return (v) => v.reply(200, { 'content-encoding': 'gzip' }, Buffer.concat(pieces));
}

/** Extra field, name, comment and checksum of the header (RFC 1952 §2.3). */
function withHeaderFields(gzip: Buffer): Buffer {
  const start = Buffer.concat([gzip.subarray(0, 10), Buffer.from('\x03\0abcrss.xml\0by hand\0', 'latin1')]);
  start.writeUInt8(2 + 4 + 8 + 16, 3);
  const checksum = Buffer.alloc(2);
  checksum.writeUInt16LE(zlib.crc32(start) & 0xffff);
  return Buffer.concat([start, checksum, gzip.subarray(10)]);
}

/** What a body may be: compressed, a bomb, cut short, no feed. */
export const BODIES: readonly FaultCase[] = [
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
  {
    name: 'zstd, where Node has it',
    when: (v) => v.reply(200, { 'content-encoding': 'zstd' }, zstd),
    outcome: hasZstd ? body() : failed('encoding_unsupported'),
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
  ...['\n', '<!-- cached -->', '\0\0', '\x1f?'].map((tail) => ({
    name: `${JSON.stringify(tail)} after a gzip`,
    when: gzipped(gzipSync(feed), Buffer.from(tail)),
    outcome: body(),
  })),
  { name: 'much after a gzip', when: gzipped(gzipSync(long), Buffer.alloc(100_000, 'tail ')), outcome: body(long) },
  {
    name: 'something after a gzip with a name, a comment and a checksum of its header',
    when: gzipped(withHeaderFields(gzipSync(feed)), Buffer.from('tail')),
    outcome: body(),
  },
  {
    name: 'two members of gzip',
    when: gzipped(gzipSync(feed), gzipSync('<!-- -->')),
    outcome: body(`${FEED}<!-- -->`),
  },
  {
    name: 'two members of gzip, the second cut short',
    when: gzipped(gzipSync(feed), gzipSync(feed).subarray(0, -9)),
    outcome: failed('truncated'),
  },
  {
    name: 'gzip with a wrong checksum and something after it',
    when: gzipped(gzipSync(feed).subarray(0, -8), Buffer.alloc(8, 1), Buffer.from('tail')),
    outcome: failed('bad_encoding'),
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
