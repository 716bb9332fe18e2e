import { Hono } from 'hono';
import { readArchive, readPublication } from './io/db/publication.ts';
import type { Reading } from './io/db/publication-reading.ts';
import type { Queryable } from './io/db/queryable.ts';
import { baseOf } from './io/http/address.ts';
import type { Answered } from './io/http/answered.ts';
import { readAsset } from './io/http/assets.ts';
import {
  CORS_PREFLIGHT_HEADERS,
  ERROR_HEADERS,
  FEED_HEADERS,
  PAGE_HEADERS,
  UNCACHED_HEADERS,
} from './io/http/headers.ts';
import type { Content } from './io/http/representation.ts';
import { listen, type RunningServer, type Site } from './io/http/server.ts';
import { Shelf } from './io/http/shelf.ts';
import { MINUTE } from './model/duration.ts';
import { type ConfigMistake, messageOf, UsageError } from './model/errors.ts';
import { type Filter, filterQuery, movesWithTime, parseFilter } from './model/filter.ts';
import type { Settings } from './model/settings.ts';
import { Addresses, FEED_TYPES, type FeedFormat } from './stages/publish/addresses.ts';
import { toAtom } from './stages/publish/atom.ts';
import { toJsonFeed } from './stages/publish/json-feed.ts';
import { errorPage } from './stages/publish/pages/error-page.tsx';
import { frontPage } from './stages/publish/pages/front-page.tsx';
import type { PageContext } from './stages/publish/pages/layout.tsx';
import { toRss } from './stages/publish/rss.ts';

/** Where the publication stands, and when it moves on. */
export interface Changes {
  /** `newsbraid.braid.version`: grows with every change that a reader could see. */
  version(): number;
  /** Calls back after each change; returns how to stop that. */
  subscribe(listener: () => void): () => void;
}

export interface HealthReport {
  readonly ok: boolean;
  /** What is wrong, in sentences for a person; missing or empty: nothing. */
  readonly reasons?: readonly string[];
  /** Mistakes of the config files as they are now, while an older state of them is in force. */
  readonly configMistakes?: readonly ConfigMistake[];
  readonly [detail: string]: unknown;
}

export interface SiteOptions {
  readonly host: string;
  readonly port: number;
  readonly database: Queryable;
  /** Asked at each request, so that settings can be reloaded. */
  readonly settings: () => Settings;
  readonly log: SiteLog;
  readonly changes: Changes;
  /** /healthz: whether the process lives, and what it knows without asking anyone. */
  readonly health: () => Promise<HealthReport>;
  /** /readyz: whether everything works; without it, `health` says. */
  readonly ready?: () => Promise<HealthReport>;
  /** Prometheus text; without it there is no /metrics. */
  readonly metrics?: () => Promise<string>;
  /** Told of every answer. */
  readonly observe?: (answered: Answered) => void;
}

export interface SiteLog {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** Serves the publication, every page and feed rendered once for each change, until closed. */
export function startServer(options: SiteOptions): Promise<RunningServer> {
  return listen(new NewsSite(options), options.host, options.port, options.observe);
}

const WRITERS = { atom: toAtom, rss: toRss, json: toJsonFeed } as const;
const FEED_FILE = '[a-z0-9]{1,9}\\.(?:atom|rss|json)';

class NotThere extends Error {}

/** The site without a socket: which address reads what and renders it how. */
export class NewsSite implements Site {
  readonly #options: SiteOptions;
  readonly #shelf: Shelf;
  readonly #app = new Hono<{ Bindings: { id: string } }>();
  #settings: Settings;

  constructor(options: SiteOptions) {
    this.#options = options;
    this.#settings = options.settings();
    this.#shelf = new Shelf(() => options.changes.version());
    const app = this.#app;
    app.get(`/:file{${FEED_FILE}}`, (c) => this.#feed(c.req.raw, c.req.param('file')));
    app.get(`/archive/:file{${FEED_FILE}}`, (c) => this.#feed(c.req.raw, c.req.param('file'), true));
    app.get('/', (c) => this.#front(c.req.raw));
    app.get('/assets/:name', (c) => this.#asset(c.req.raw, c.req.param('name')));
    app.get('/healthz', async (c) => {
      const report = await options.health();
      return c.json(report, report.ok ? 200 : 503, UNCACHED_HEADERS);
    });
    app.get('/readyz', async (c) => {
      const report = await (options.ready ?? options.health)();
      return c.json(report, report.ok ? 200 : 503, UNCACHED_HEADERS);
    });
    app.get('/metrics', async (c) => {
      if (!options.metrics) throw new NotThere();
      const headers = { ...UNCACHED_HEADERS, 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };
      return c.text(await options.metrics(), 200, headers);
    });
    app.options('*', () => new Response(null, { status: 204, headers: CORS_PREFLIGHT_HEADERS }));
    app.on(['POST', 'PUT', 'DELETE', 'PATCH'], '*', (c) => {
      const answer = this.#problem(
        c.req.raw,
        405,
        'Reading only',
        'Nothing can be changed over HTTP: use GET or HEAD.',
      );
      answer.headers.set('allow', 'GET, HEAD, OPTIONS');
      return answer;
    });
    app.notFound((c) => this.#problem(c.req.raw, 404, 'Nothing here', `There is nothing at ${c.req.path}`));
    app.onError((error, c) => this.#failed(c.req.raw, error, c.env.id));
  }

  kept(host: string, url: string, forwardedProto: string | undefined) {
    this.#noticeSettings();
    return this.#shelf.peek(spelling(this.#base(host, forwardedProto), url));
  }

  fetch(request: Request, id = ''): Response | Promise<Response> {
    this.#noticeSettings();
    return this.#app.fetch(request, { id });
  }

  #feed(request: Request, file: string, archived = false): Promise<Response> {
    const [name, format] = file.split('.') as [string, FeedFormat];
    if (archived ? !/^\d+$/.test(name) : name !== 'feed') throw new NotThere();
    const filter = parseFilter(new URL(request.url).searchParams);
    const base = this.#baseOf(request);
    return this.#respond(request, filter, async () => {
      const { database } = this.#options;
      const reading = this.#reading();
      const publication = archived
        ? await readArchive(database, filter, Number(name), reading)
        : await readPublication(database, filter, reading);
      if (publication === null) throw new NotThere();
      const { site, publish } = this.#settings;
      // Only what is pinged after a change may name the hub, or its subscribers would never hear of one.
      const hub = filterQuery(filter) === '' ? publish.hub : null;
      const body = WRITERS[format](publication, { site, base, format, hub });
      return { status: 200, type: `${FEED_TYPES[format]}; charset=utf-8`, body, headers: FEED_HEADERS };
    });
  }

  #front(request: Request): Promise<Response> {
    const filter = parseFilter(new URL(request.url).searchParams);
    return this.#respond(request, filter, async () => {
      const { entries } = await readPublication(this.#options.database, filter, this.#reading());
      return page(frontPage({ filter, entries }, this.#pageContext(request)));
    });
  }

  #asset(request: Request, name: string): Promise<Response> {
    const asset = readAsset(name);
    if (asset === null) throw new NotThere();
    const key = `${this.#baseOf(request)}/assets/${name}`;
    return this.#shelf.respond(request, { key, spelling: key, life: 'version' }, async () => asset);
  }

  /** Answers with what `make` renders; equal paths and filters share it, however they are spelt. */
  #respond(request: Request, filter: Filter, make: () => Promise<Content>): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const base = this.#baseOf(request);
    const isFeed = /\.(atom|rss|json)$/.test(pathname);
    const settles = this.#settings.publish.settleMinutes > 0;
    const life = isFeed && !settles && !movesWithTime(filter) ? 'version' : 'minute';
    const key = `${base}${pathname}${filterQuery(filter)}`;
    return this.#shelf.respond(request, { key, spelling: spelling(base, pathname + search), life }, make);
  }

  #reading(): Reading {
    const { entries, settleMinutes } = this.#settings.publish;
    return { now: new Date(), entries, settleMs: settleMinutes * MINUTE };
  }

  #pageContext(request: Request): PageContext {
    const prefix = new URL(this.#baseOf(request)).pathname.replace(/\/$/, '');
    return { site: this.#settings.site, addresses: new Addresses(prefix), now: new Date() };
  }

  #baseOf(request: Request): string {
    return this.#base(request.headers.get('host') ?? '', request.headers.get('x-forwarded-proto') ?? undefined);
  }

  #base(host: string, forwardedProto: string | undefined): string {
    return baseOf(this.#settings.site.url, host, forwardedProto);
  }

  #noticeSettings(): void {
    const settings = this.#options.settings();
    if (settings === this.#settings) return;
    this.#settings = settings;
    this.#shelf.clear();
  }

  #failed(request: Request, error: Error, id: string): Response {
    const { pathname } = new URL(request.url);
    if (error instanceof NotThere)
      return this.#problem(request, 404, 'Nothing here', `There is nothing at ${pathname}`);
    if (error instanceof UsageError) return this.#problem(request, 400, 'That cannot be shown', error.message);
    this.#options.log.error({ id, path: pathname, error: messageOf(error) }, 'a request could not be answered');
    return this.#problem(
      request,
      503,
      'Not at the moment',
      'The news cannot be read right now. Please try again soon.',
    );
  }

  /** A page for people, problem details (RFC 9457) for programs. */
  #problem(request: Request, status: number, title: string, detail: string): Response {
    if (/\.(atom|rss|json)$/.test(new URL(request.url).pathname)) {
      const headers = { ...FEED_HEADERS, 'cache-control': 'no-cache', 'content-type': 'application/problem+json' };
      return new Response(JSON.stringify({ type: 'about:blank', title, status, detail }), { status, headers });
    }
    const headers = { ...ERROR_HEADERS, 'content-type': 'text/html; charset=utf-8' };
    return new Response(errorPage(status, title, detail, this.#pageContext(request)), { status, headers });
  }
}

function page(body: string): Content {
  return { status: 200, type: 'text/html; charset=utf-8', body, headers: PAGE_HEADERS };
}

function spelling(base: string, url: string): string {
  return `${base} ${url}`;
}
