import { createServer, type Server } from 'node:net';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Fetcher } from '../../../src/io/fetch/fetcher.ts';
import { lengthOf } from '../../../src/model/poll.ts';
import { createFetcher, NOTHING_KNOWN } from './fetchers.ts';

let server: Server;
let fetcher: Fetcher;
let packets: readonly Uint8Array[] = [];

beforeAll(async () => {
  fetcher = createFetcher({ bodyBytesMax: 4096 });
  server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      for (const packet of packets) socket.write(packet);
      socket.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await fetcher.close();
  server.close();
});

/** Pieces of answers, good and bad, so that many sequences get past the first line. */
const piece = fc.oneof(
  fc
    .constantFrom(
      ...[
        'HTTP/1.1 200 OK\r\n',
        'HTTP/1.1 304 Not Modified\r\n',
        'HTTP/1.1 301 Moved\r\n',
        'HTTP/1.1 103 Early Hints\r\n',
      ],
      ...[
        'HTTP/1.0 500 x\r\n',
        'HTTP/1.1 204 No\r\n',
        'HTTP/9.9 999 \r\n',
        'content-length: 5\r\n',
        'content-length: 99\r\n',
      ],
      ...[
        'transfer-encoding: chunked\r\n',
        'content-encoding: gzip\r\n',
        'content-encoding: br\r\n',
        'connection: close\r\n',
      ],
      ...[
        'location: /\r\n',
        'location: //[\r\n',
        'etag: \xff\xfe\r\n',
        'upgrade: h2c\r\nconnection: upgrade\r\n',
        ': \r\n',
        ' folded\r\n',
      ],
      ...[
        '\r\n',
        '\r\n\r\n',
        '5\r\nhello\r\n',
        '0\r\n\r\n',
        'fffffffff\r\n',
        '-1\r\n',
        '<rss/>',
        'retry-after: 1e999\r\n',
        '\0',
      ],
    )
    .map((text) => Buffer.from(text, 'latin1')),
  fc.constant(gzipSync('<rss/>')),
  fc.constant(gzipSync(Buffer.alloc(100_000))),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
);

it('whatever bytes a server sends, a poll ends as a value', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), fc.boolean(), async (pieces, whole) => {
      packets = whole ? [Buffer.concat(pieces)] : pieces;
      const { port } = server.address() as { port: number };
      const result = await fetcher.fetch({
        url: `http://127.0.0.1:${port}/`,
        validators: { ...NOTHING_KNOWN, etag: '"1"' },
      });
      expect(['body', 'failed', 'not-modified']).toContain(result.kind);
      expect(result.kind === 'body' ? lengthOf(result.body) : 0).toBeLessThanOrEqual(4096);
    }),
    { numRuns: 400 },
  );
});
