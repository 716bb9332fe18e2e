import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { SECOND } from '../model/duration.ts';
import type { PollOutcome } from '../model/poll.ts';
import { type Backlog, type ClusterSizes, readBacklog, readClusterSizes } from './db/backlog.ts';
import type { Queryable } from './db/queryable.ts';
import type { Answered } from './http/answered.ts';

/** What a stored poll tells. */
export interface PollFigures {
  readonly poll: { readonly outcome: PollOutcome; readonly tookMs: number; readonly bytes: number | null };
  readonly readMs: number | null;
  readonly fresh: number;
  readonly edited: number;
}

/** What a batch of the braid tells. */
export interface BraidFigures {
  readonly items: number;
  readonly copies: number;
  readonly newStories: number;
  readonly newClusters: number;
  readonly merges: number;
}

/** Read at each scrape. */
export interface MetricsSources {
  readonly database: Queryable;
  readonly pool: { readonly totalCount: number; readonly idleCount: number; readonly waitingCount: number };
  /** null: this process does not poll. */
  readonly load: () => { readonly claimed: number; readonly polling: number; readonly unstored: number } | null;
  readonly configMistakes: () => number;
}

/** Prometheus metrics of one process; docs/monitoring.md lists them. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #counters = new Map<string, Counter>();
  readonly #fetch: Histogram;
  readonly #parse: Histogram;
  readonly #http: Counter<'what' | 'status' | 'from'>;
  readonly #httpSeconds: Histogram;

  constructor(sources: MetricsSources) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#fetch = new Histogram({
      ...{ name: 'newsbraid_fetch_seconds', help: 'Time of one visit to a source, redirects included.', registers },
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    });
    this.#parse = new Histogram({
      ...{ name: 'newsbraid_parse_seconds', help: 'Time to read and clean one document.', registers },
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2],
    });
    this.#http = new Counter({
      ...{
        name: 'newsbraid_http_answers_total',
        help: 'Answers, by what was asked for, status and origin.',
        registers,
      },
      labelNames: ['what', 'status', 'from'],
    });
    this.#httpSeconds = new Histogram({
      ...{ name: 'newsbraid_http_made_seconds', help: 'Time of answers that were not in memory.', registers },
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    });
    this.#gauges(sources);
  }

  polled({ poll, readMs, fresh, edited }: PollFigures): void {
    this.#add('polls', 'Visits to sources, by outcome.', 1, { outcome: poll.outcome });
    this.#add('fetched_bytes', 'Bytes that feeds took on the wire.', poll.bytes ?? 0);
    this.#add('items', 'Items that were stored, new or edited.', fresh, { kind: 'new' });
    this.#add('items', '', edited, { kind: 'edited' });
    this.#fetch.observe(poll.tookMs / SECOND);
    if (readMs !== null) this.#parse.observe(readMs / SECOND);
  }

  braided({ items, copies, newStories, newClusters, merges }: BraidFigures): void {
    this.#add('braided_items', 'Items that were put into stories.', items);
    this.#add('duplicates', 'Items that told a story which was there already.', copies);
    this.#add('stories', 'Stories that began.', newStories);
    this.#add('clusters', 'Clusters that began.', newClusters);
    this.#add('cluster_merges', 'Clusters that turned out to be about one event.', merges);
  }

  answered({ what, status, ms, kept }: Answered): void {
    this.#http.inc({ what, status, from: kept ? 'memory' : 'made' });
    if (!kept) this.#httpSeconds.observe(ms / SECOND);
  }

  /** The exposition format of Prometheus. What the database would tell is missing while it does not answer. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #add(name: string, help: string, count: number, labels: Record<string, string> = {}): void {
    let counter = this.#counters.get(name);
    if (!counter) {
      const registers = [this.#registry];
      counter = new Counter({ name: `newsbraid_${name}_total`, help, labelNames: Object.keys(labels), registers });
      this.#counters.set(name, counter);
    }
    counter.inc(labels, count);
  }

  #gauges({ database, pool, load, configMistakes }: MetricsSources): void {
    const gauge = (name: string, help: string, labelNames: string[] = []) =>
      new Gauge({ name: `newsbraid_${name}`, help, labelNames, registers: [this.#registry] });
    const connections = gauge('database_connections', 'Connections of the pool, by use.', ['state']);
    const polls = gauge('polls_under_way', 'Sources claimed, being polled, or polled and not yet stored.', ['state']);
    const mistakes = gauge('config_mistakes', 'Mistakes in the config as it is now; 0: it is in force.');
    const up = gauge('database_up', 'Whether Postgres answered at this scrape.');
    const fromDatabase = new DatabaseGauges(gauge);
    // Collected once for each scrape, by the first of the gauges.
    Object.assign(up, {
      collect: async () => {
        const { totalCount, idleCount, waitingCount } = pool;
        connections.set({ state: 'idle' }, idleCount);
        connections.set({ state: 'used' }, totalCount - idleCount);
        connections.set({ state: 'awaited' }, waitingCount);
        for (const [state, count] of Object.entries(load() ?? {})) polls.set({ state }, count);
        mistakes.set(configMistakes());
        up.set((await fromDatabase.read(database)) ? 1 : 0);
      },
    });
  }
}

type MakeGauge = (name: string, help: string, labelNames?: string[]) => Gauge;

/** What only the database knows, the same in every process. */
class DatabaseGauges {
  readonly #sources: Gauge;
  readonly #due: Gauge;
  readonly #lag: Gauge;
  readonly #pending: Gauge;
  readonly #clusters: Gauge;

  constructor(gauge: MakeGauge) {
    this.#sources = gauge('sources', 'Sources that the config names, by health.', ['status']);
    this.#due = gauge('sources_due', 'Sources that wait to be polled.');
    this.#lag = gauge('source_lag_seconds', 'How long the most overdue source has waited; 0: none is overdue.');
    this.#pending = gauge('items_pending', 'Items that wait to be put into stories; counted up to 10,000.');
    this.#clusters = gauge('clusters_by_outlets', 'Clusters updated within a day, by outlets that cover them.', [
      'outlets',
    ]);
  }

  async read(database: Queryable): Promise<boolean> {
    const all = [this.#sources, this.#due, this.#lag, this.#pending, this.#clusters];
    for (const gauge of all) gauge.reset();
    try {
      this.#set(await readBacklog(database), await readClusterSizes(database));
      return true;
    } catch {
      return false;
    }
  }

  #set({ sources, due, lagSeconds, pending }: Backlog, sizes: ClusterSizes): void {
    for (const [status, count] of Object.entries(sources)) this.#sources.set({ status }, count);
    this.#due.set(due);
    this.#lag.set(lagSeconds);
    this.#pending.set(pending);
    for (const [outlets, count] of Object.entries(sizes)) this.#clusters.set({ outlets }, count);
  }
}
