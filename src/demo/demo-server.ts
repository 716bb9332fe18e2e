import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DemoFeed, readDemoFeeds } from './demo-feeds.ts';

/** A source as config/sources.yaml names it. */
export interface DemoSource {
  url: string;
  title: string;
  outlet: string;
  category: string[];
}

export interface DemoServer {
  /** One for each feed, in the order of feeds.yaml. */
  sources: DemoSource[];
  close(): Promise<void>;
}

const TYPES: Record<string, string> = {
  xml: 'application/rss+xml; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
  json: 'application/feed+json; charset=utf-8',
};

/**
 * Serves the demonstration's feeds on loopback, with ETag and 304. Every outlet is a host of its own, as in the world, so
 * that one request at a time to a host does not make the outlets wait for each other.
 *
 * @param folder holds feeds.yaml and feeds/; must end with a slash.
 * @param now what the dates in the feeds count back from.
 */
export async function startDemoServer(folder: URL, now: Date): Promise<DemoServer> {
  const feeds = readDemoFeeds(folder, now);
  const servers: Server[] = [];
  const close = async () => {
    await Promise.all(servers.map(closeServer));
  };
  try {
    const origins = new Map<string, string>();
    for (const outlet of new Set(feeds.map((feed) => feed.outlet))) {
      const listener = serve(feeds.filter((feed) => feed.outlet === outlet));
      const server = await listen(listener, `127.0.0.${2 + servers.length}`);
      servers.push(server);
      const { address, port } = server.address() as AddressInfo;
      origins.set(outlet, `http://${address}:${port}`);
    }
    const sources = feeds.map(({ file, title, outlet, category }) => ({
      url: `${origins.get(outlet)}/${file}`,
      title,
      outlet,
      category,
    }));
    return { sources, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function serve(feeds: readonly DemoFeed[]): RequestListener {
  const answered = new Set<string>();
  return (request, response) => {
    const feed = feeds.find(({ file }) => request.url === `/${file}`);
    if (!feed) return void response.writeHead(404).end();
    const body = answered.has(feed.file) ? feed.later : feed.first;
    answered.add(feed.file);
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`;
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end();
    const type = TYPES[feed.file.slice(feed.file.lastIndexOf('.') + 1)];
    response.writeHead(200, { etag, 'content-type': type, 'content-length': Buffer.byteLength(body) });
    response.end(body);
  };
}

/** Listens on `address`; where the platform has no more of loopback than 127.0.0.1 (macOS), there. */
async function listen(listener: RequestListener, address: string): Promise<Server> {
  const server = createServer(listener);
  try {
    server.listen(0, address);
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRNOTAVAIL') throw error;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  return server;
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
