import { DatabaseClock } from '../io/db/clock.ts';
import { readArchive, readPublication } from '../io/db/publication.ts';
import { findCluster, findStory, isGoneCluster, readCluster } from '../io/db/publication-cluster.ts';
import { readCandidates, readChoices, readClusters } from '../io/db/publication-front.ts';
import type { Reading } from '../io/db/publication-reading.ts';
import { readPolledSources, readSourceHealth } from '../io/db/publication-sources.ts';
import type { Queryable } from '../io/db/queryable.ts';
import { FEED_HEADERS, JSON_HEADERS, PAGE_HEADERS, PERSONAL_HEADERS } from '../io/http/headers.ts';
import type { Content } from '../io/http/representation.ts';
import { MINUTE } from '../model/duration.ts';
import type { ConfigMistake } from '../model/errors.ts';
import { type Filter, filterQuery } from '../model/filter.ts';
import type { Publication } from '../model/publication.ts';
import type { Settings } from '../model/settings.ts';
import { Addresses, FEED_TYPES, type FeedFormat } from '../stages/publish/addresses.ts';
import { toAtom } from '../stages/publish/atom.ts';
import { clusterJson } from '../stages/publish/cluster-json.ts';
import type { FeedContext } from '../stages/publish/feed-view.ts';
import { toJsonFeed } from '../stages/publish/json-feed.ts';
import { toOpml } from '../stages/publish/opml.ts';
import { clusterPage } from '../stages/publish/pages/cluster-page.tsx';
import { errorPage } from '../stages/publish/pages/error-page.tsx';
import { type FrontPage, frontPage } from '../stages/publish/pages/front-page.tsx';
import type { PageContext } from '../stages/publish/pages/layout.tsx';
import { sourcesPage } from '../stages/publish/pages/sources-page.tsx';
import { subscribePage } from '../stages/publish/pages/subscribe-page.tsx';
import { rank } from '../stages/publish/rank.ts';
import { toRss } from '../stages/publish/rss.ts';
import { WrittenEntries } from '../stages/publish/written-entries.ts';
import { withoutSecrets } from '../text/urls.ts';
import type { Problem } from './problem.ts';

/** What the front page is made of, before it is known who looks. */
export type FrontData = Omit<FrontPage, 'lastVisit'>;

type Writer = (publication: Publication, context: FeedContext, written: WrittenEntries) => string;
const WRITERS: Readonly<Record<FeedFormat, Writer>> = { atom: toAtom, rss: toRss, json: toJsonFeed };
/** More would take the page over 100 KB. */
const FRONT_ENTRIES_MAX = 60;

/** What each address shows: reads it, has it rendered. Null where there is nothing. `base` is the site's absolute address. */
export class SiteContent {
  readonly #database: Queryable;
  readonly #settings: () => Settings;
  readonly #clock: DatabaseClock;
  readonly #written = new WrittenEntries();

  constructor(database: Queryable, settings: () => Settings) {
    this.#database = database;
    this.#settings = settings;
    this.#clock = new DatabaseClock(database);
  }

  /** The time by which everything was stored. */
  get now(): Date {
    return this.#clock.now;
  }

  /** A feed, or one of its archive pages. */
  async feed(format: FeedFormat, filter: Filter, archivePage: number | null, base: string): Promise<Content | null> {
    const reading = await this.#reading();
    const publication =
      archivePage === null
        ? await readPublication(this.#database, filter, reading)
        : await readArchive(this.#database, filter, archivePage, reading);
    if (publication === null) return null;
    const { site, publish } = this.#settings();
    // Only what is pinged after a change may name the hub, or its subscribers would never hear of one.
    const hub = site.url !== null && filterQuery(filter) === '' ? publish.hub : null;
    const body = WRITERS[format](publication, { site, base, format, hub }, this.#written);
    return { status: 200, type: `${FEED_TYPES[format]}; charset=utf-8`, body, headers: FEED_HEADERS };
  }

  /** What the front page shows (ranked), or the page of the latest (by time). */
  async readFront(view: FrontPage['view'], asked: Filter): Promise<FrontData> {
    const reading = await this.#reading();
    const choices = await readChoices(this.#database);
    const shown = Math.min(asked.limit ?? reading.entries, FRONT_ENTRIES_MAX);
    if (view === 'top') {
      const { filter, candidates } = await readCandidates(this.#database, asked, reading);
      const ids = rank(candidates, reading.now).slice(0, shown);
      return { view, filter, choices, entries: await readClusters(this.#database, ids), next: null };
    }
    const { filter: known, entries, next } = await readPublication(this.#database, { ...asked, limit: shown }, reading);
    return { view, filter: { ...known, limit: asked.limit }, choices, entries, next };
  }

  front(data: FrontData, lastVisit: Date | null, base: string): Content {
    return { ...page(frontPage({ ...data, lastVisit }, this.#pageContext(base))), headers: PERSONAL_HEADERS };
  }

  async cluster(id: number, base: string): Promise<Content | null> {
    const file = await readCluster(this.#database, id);
    await this.#clock.read();
    return file && page(clusterPage(file, this.#pageContext(base)));
  }

  async clusterJson(id: number, base: string): Promise<Content | null> {
    const file = await readCluster(this.#database, id);
    return file && json(clusterJson(file, new Addresses(base)));
  }

  /** Where a cluster that has been merged is now; itself where it has not. */
  standingOf(id: number): Promise<number | null> {
    return findCluster(this.#database, id);
  }

  /** Whether there was a cluster of this number, which retention has deleted. */
  wasCluster(id: number): Promise<boolean> {
    return isGoneCluster(this.#database, id);
  }

  clusterOfStory(id: number): Promise<number | null> {
    return findStory(this.#database, id);
  }

  /** `mistakes`: of the config files as they are now, while an older state of them is in force. */
  async sources(base: string, mistakes: readonly ConfigMistake[]): Promise<Content> {
    await this.#clock.read();
    const context = this.#pageContext(base);
    return page(sourcesPage(await readSourceHealth(this.#database, context.now), mistakes, context));
  }

  /** The sources as a list that other readers import; no address in it holds a password or a token. */
  async opml(): Promise<Content> {
    const sources = await readPolledSources(this.#database);
    const listed = sources.map((source) => ({ ...source, url: withoutSecrets(source.url) }));
    const body = toOpml(this.#settings().site.title, listed);
    return { status: 200, type: 'text/x-opml; charset=utf-8', body, headers: FEED_HEADERS };
  }

  async subscribe(base: string): Promise<Content> {
    return page(subscribePage(await readChoices(this.#database), this.#pageContext(base)));
  }

  error({ status, title, detail }: Problem, base: string): string {
    return errorPage(status, title, detail, this.#pageContext(base));
  }

  async #reading(): Promise<Reading> {
    const { entries, settleMinutes } = this.#settings().publish;
    return { now: await this.#clock.read(), entries, settleMs: settleMinutes * MINUTE };
  }

  #pageContext(base: string): PageContext {
    const prefix = new URL(base).pathname.replace(/\/$/, '');
    return {
      site: this.#settings().site,
      addresses: new Addresses(prefix),
      absolute: new Addresses(base),
      now: this.now,
    };
  }
}

function page(body: string): Content {
  return { status: 200, type: 'text/html; charset=utf-8', body, headers: PAGE_HEADERS };
}

function json(body: string): Content {
  return { status: 200, type: 'application/json; charset=utf-8', body, headers: JSON_HEADERS };
}
