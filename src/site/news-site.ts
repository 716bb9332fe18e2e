import { Hono } from 'hono';
import { baseOf, pathBelow } from '../io/http/address.ts';
import { readAsset } from '../io/http/assets.ts';
import { CORS_PREFLIGHT_HEADERS } from '../io/http/headers.ts';
import { Kept, type Life } from '../io/http/kept.ts';
import type { Content } from '../io/http/representation.ts';
import type { Site } from '../io/http/server.ts';
import { Shelf } from '../io/http/shelf.ts';
import { readVisit } from '../io/http/visits.ts';
import { type ConfigMistake, messageOf } from '../model/errors.ts';
import { everything, type Filter, filterQuery, movesWithTime, parseFilter } from '../model/filter.ts';
import type { Settings } from '../model/settings.ts';
import type { FeedFormat } from '../stages/publish/addresses.ts';
import { sayAge } from '../stages/publish/ages.ts';
import { routeOperation } from './operation.ts';
import { answerProblem, NOT_NOW, NotThere, type Problem, problemOf, READING_ONLY } from './problem.ts';
import { type FrontData, SiteContent } from './site-content.ts';
import type { SiteOptions } from './site-options.ts';

const FEED = ':file{[a-z0-9]{1,9}\\.(?:atom|rss|json)}';
const FRONTS_MAX = 32;

/** Each request brings its id along. */
type App = Hono<{ Bindings: { id: string } }>;

/** The site without a socket: its addresses, and what is kept of what they showed. */
export class NewsSite implements Site {
  readonly #options: SiteOptions;
  readonly #content: SiteContent;
  readonly #shelf: Shelf;
  readonly #fronts: Kept<FrontData>;
  readonly #app: App = new Hono({ getPath: (request) => this.#pathOf(request) });
  #settings: Settings;
  #mistakes: readonly ConfigMistake[];

  constructor(options: SiteOptions) {
    const version = () => options.changes.version();
    this.#options = options;
    this.#settings = options.settings();
    this.#mistakes = options.configMistakes?.() ?? [];
    this.#content = new SiteContent(options.database, () => this.#settings);
    const onStale = (error: unknown) => {
      if (options.isOutage?.(error)) return;
      options.log.warn({ error: messageOf(error) }, 'the news cannot be read; what was rendered before is served');
    };
    this.#shelf = new Shelf(version, onStale);
    this.#fronts = new Kept({ version, onStale, sizeMax: FRONTS_MAX, sizeOf: () => 1 });
    this.#route(this.#app);
  }

  kept(host: string, url: string, forwardedProto: string | undefined) {
    this.#noticeConfig();
    return this.#shelf.peek(`${baseOf(this.#settings.site.url, host, forwardedProto)} ${url}`);
  }

  fetch(request: Request, id = ''): Response | Promise<Response> {
    this.#noticeConfig();
    return this.#app.fetch(request, { id });
  }

  #route(app: App): void {
    app.get('/', (c) => this.#front(c.req.raw, 'top'));
    app.get('/latest', (c) => this.#front(c.req.raw, 'latest'));
    app.get('/c/:file{[0-9]{1,15}\\.json}', (c) =>
      this.#cluster(c.req.raw, Number.parseInt(c.req.param('file'), 10), true),
    );
    app.get('/c/:id{[0-9]{1,15}}', (c) => this.#cluster(c.req.raw, Number(c.req.param('id')), false));
    app.get('/s/:id{[0-9]{1,15}}', (c) => this.#story(c.req.raw, Number(c.req.param('id'))));
    app.get('/sources', (c) => this.#page(c.req.raw, (base) => this.#content.sources(base, this.#mistakes)));
    app.get('/sources.opml', (c) => this.#page(c.req.raw, () => this.#content.opml()));
    app.get('/subscribe', (c) => this.#page(c.req.raw, (base) => this.#content.subscribe(base)));
    app.get(`/archive/${FEED}`, (c) => this.#feed(c.req.raw, c.req.param('file'), true));
    app.get('/assets/:name', (c) => this.#page(c.req.raw, async () => readAsset(c.req.param('name'))));
    routeOperation(app, this.#options);
    app.get(`/${FEED}`, (c) => this.#feed(c.req.raw, c.req.param('file'), false));
    app.options('*', () => new Response(null, { status: 204, headers: CORS_PREFLIGHT_HEADERS }));
    app.on(['POST', 'PUT', 'DELETE', 'PATCH'], '*', (c) => {
      const answer = this.#problem(c.req.raw, READING_ONLY);
      answer.headers.set('allow', 'GET, HEAD, OPTIONS');
      return answer;
    });
    app.notFound((c) => this.#failed(c.req.raw, new NotThere(), c.env.id));
    app.onError((error, c) => this.#failed(c.req.raw, error, c.env.id));
  }

  async #feed(request: Request, file: string, isArchive: boolean): Promise<Response> {
    const [name, format] = file.split('.') as [string, FeedFormat];
    if (isArchive ? !/^\d+$/.test(name) : name !== 'feed') throw new NotThere();
    const filter = parseFilter(new URL(request.url).searchParams);
    const settles = this.#settings.publish.settleMinutes > 0;
    const life = settles || movesWithTime(filter) ? 'minute' : 'version';
    const page = isArchive ? Number(name) : null;
    const response = await this.#answer(request, filter, life, (base) =>
      this.#content.feed(format, filter, page, base),
    );
    // Chromium shows a feed as bare text; as XML it applies the stylesheet. Only its address bar sends this header.
    const isShown = format !== 'json' && request.headers.get('sec-fetch-dest') === 'document';
    if (isShown && response.status === 200) response.headers.set('content-type', 'application/xml; charset=utf-8');
    return response;
  }

  /**
   * What is new depends on the visitor, so the data is kept apart from the page; visitors to whom the same entries are new
   * share a page.
   */
  async #front(request: Request, view: 'top' | 'latest'): Promise<Response> {
    const filter = parseFilter(new URL(request.url).searchParams);
    const base = this.#baseOf(request);
    const { now } = this.#content;
    const visit = readVisit(request.headers.get('cookie') ?? undefined, new URL(base).pathname, now);
    const key = `${base} ${view}${filterQuery(filter)}`;
    const data = await this.#fronts.get(key, 'minute', () => this.#content.readFront(view, filter));
    const { last } = visit;
    const fresh = last && `${data.entries.filter(({ createdAt }) => createdAt > last).length} ${sayAge(last, now)}`;
    const response = await this.#shelf.respond(
      request,
      { key: `${key} ${fresh ?? ''}`, spelling: null, life: 'minute' },
      async () => this.#content.front(data, last, base),
    );
    if (visit.cookie !== null) response.headers.set('set-cookie', visit.cookie);
    return response;
  }

  async #cluster(request: Request, id: number, asJson: boolean): Promise<Response> {
    const standing = await this.#content.standingOf(id);
    if (standing === null) throw new NotThere(await this.#content.wasCluster(id));
    if (standing !== id) {
      return this.#redirect(request, 301, `c/${standing}${asJson ? '.json' : ''}`);
    }
    return this.#page(request, (base) =>
      asJson ? this.#content.clusterJson(id, base) : this.#content.cluster(id, base),
    );
  }

  /** Not for ever: a story may yet move to another cluster. */
  async #story(request: Request, id: number): Promise<Response> {
    const cluster = await this.#content.clusterOfStory(id);
    if (cluster === null) throw new NotThere();
    return this.#redirect(request, 302, `c/${cluster}#s${id}`);
  }

  #redirect(request: Request, status: 301 | 302, path: string): Response {
    const location = `${this.#baseOf(request)}/${path}`;
    return new Response(null, {
      status,
      headers: { location, 'cache-control': 'no-cache', 'access-control-allow-origin': '*' },
    });
  }

  /** A page that says how long ago something was. */
  #page(request: Request, make: (base: string) => Promise<Content | null>): Promise<Response> {
    return this.#answer(request, everything, 'minute', make);
  }

  /** Answers with what `make` renders; equal paths and filters share it, however they are spelt. */
  #answer(
    request: Request,
    filter: Filter,
    life: Life,
    make: (base: string) => Promise<Content | null>,
  ): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const base = this.#baseOf(request);
    const place = {
      key: `${base}${this.#pathOf(request)}${filterQuery(filter)}`,
      spelling: `${base} ${pathname}${search}`,
      life,
    };
    return this.#shelf.respond(request, place, async () => {
      const content = await make(base);
      if (content === null) throw new NotThere();
      return content;
    });
  }

  #pathOf(request: Request): string {
    return pathBelow(this.#settings.site.url, request.url);
  }

  #baseOf(request: Request): string {
    const { headers } = request;
    return baseOf(this.#settings.site.url, headers.get('host') ?? '', headers.get('x-forwarded-proto') ?? undefined);
  }

  #noticeConfig(): void {
    const { settings, configMistakes } = this.#options;
    const [now, mistakes] = [settings(), configMistakes?.() ?? this.#mistakes];
    if (now === this.#settings && mistakes === this.#mistakes) return;
    this.#settings = now;
    this.#mistakes = mistakes;
    this.#shelf.clear();
    this.#fronts.clear();
  }

  #failed(request: Request, error: Error, id: string): Response {
    const path = new URL(request.url).pathname;
    const problem = problemOf(error, path);
    const { log, isOutage } = this.#options;
    if (problem === null && !isOutage?.(error)) {
      log.error({ id, path, error: messageOf(error) }, 'a request could not be answered');
    }
    return this.#problem(request, problem ?? NOT_NOW);
  }

  #problem(request: Request, problem: Problem): Response {
    return answerProblem(request, problem, () => this.#content.error(problem, this.#baseOf(request)));
  }
}
