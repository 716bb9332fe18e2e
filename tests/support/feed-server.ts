import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FeedEntry {
  readonly id: string;
  readonly title: string;
  readonly link?: string;
  readonly summary?: string;
  readonly published?: Date;
}

/** A real HTTP server on loopback whose feeds a test changes as it goes; answers 304 to a matching ETag. */
export class FeedServer {
  readonly #server: Server;
  readonly #documents = new Map<string, { body: string; version: number }>();
  /** The path of every request, before it is answered. */
  readonly asked: string[] = [];
  /** Every answer, as `PATH STATUS`. */
  readonly requests: string[] = [];
  /** When each of them came, in milliseconds of a steady clock. */
  readonly times: number[] = [];
  /** The last User-Agent that asked for a path. */
  readonly agents = new Map<string, string>();
  readonly #held = new Map<string, Promise<void>>();
  readonly #cuts = new Map<string, readonly number[]>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<FeedServer> {
    const server = createServer();
    const feeds = new FeedServer(server);
    server.on('request', async (request, response) => {
      feeds.asked.push(request.url ?? '');
      await feeds.#held.get(request.url ?? '');
      const document = feeds.#documents.get(request.url ?? '');
      const etag = `"${document?.version}"`;
      const status = document === undefined ? 404 : request.headers['if-none-match'] === etag ? 304 : 200;
      feeds.agents.set(request.url ?? '', request.headers['user-agent'] ?? '');
      feeds.requests.push(`${request.url} ${status}`);
      feeds.times.push(performance.now());
      response.writeHead(status, { etag, 'content-type': 'application/rss+xml; charset=utf-8' });
      const body = status === 200 ? (document?.body ?? '') : '';
      const cuts = (status === 200 && feeds.#cuts.get(request.url ?? '')) || [];
      for (const [index, cut] of cuts.entries()) {
        response.write(body.slice(cuts[index - 1] ?? 0, cut));
        // A packet of its own.
        await new Promise((resolve) => setImmediate(resolve));
      }
      response.end(body.slice(cuts.at(-1) ?? 0));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return feeds;
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  /** Puts a document at a path, new to whoever asks. */
  put(path: string, body: string): void {
    this.#documents.set(path, { body, version: (this.#documents.get(path)?.version ?? 0) + 1 });
  }

  /** Sends the document of a path in pieces, cut at these places. */
  cut(path: string, places: readonly number[]): void {
    this.#cuts.set(path, places);
  }

  /** Puts an RSS feed at a path. */
  feed(path: string, entries: readonly FeedEntry[]): void {
    this.put(path, rss(path, entries));
  }

  /** Lets requests to a path wait until the returned function is called. */
  hold(path: string): () => void {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#held.set(path, held);
    return release;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function rss(name: string, entries: readonly FeedEntry[]): string {
  const items = entries.map(
    ({ id, title, link, summary, published }) => `<item>
      <guid isPermaLink="false">${id}</guid><title>${title}</title>
      ${link ? `<link>${link}</link>` : ''}
      ${summary ? `<description>${summary}</description>` : ''}
      ${published ? `<pubDate>${published.toUTCString()}</pubDate>` : ''}
    </item>`,
  );
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>${name}</title><link>https://news.example/</link>${items.join('')}</channel></rss>`;
}
