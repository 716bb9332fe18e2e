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
  readonly changes: number;
}

/** Read at each scrape. */
export interface MetricsSources {
  readonly database: Queryable;
  readonly pool: { readonly totalCount: number; readonly idleCount: number; readonly waitingCount: number };
  /** null: this process does not poll. */
  readonly load: () => { readonly claimed: number; readonly polling: number; readonly unstored: number } | null;
  readonly configMistakes: () => number;
}

const COUNTERS = {
  polls: ['Visits to sources, by outcome.', 'outcome'],
  fetched_bytes: ['Bytes that feeds took on the wire.'],
  items: ['Items that were stored, new or edited.', 'kind'],
  braided_items: ['Items that were put into stories.'],
  duplicates: ['Items that told a story which was there already.'],
  stories: ['Stories that began.'],
  clusters: ['Clusters that began.'],
  cluster_changes: ['Clusters that were merged, and stories that moved to another.'],
  http_answers: ['Answers, by what was asked for, status and origin.', 'what', 'status', 'from'],
} as const;

/** Seconds. */
const HISTOGRAMS = {
  fetch: ['Time of one visit to a source, redirects included.', [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]],
  parse: ['Time to read and clean one document.', [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2]],
  http_made: [
    'Time of answers that were not in memory.',
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  ],
} as const;

/** Prometheus metrics of one process; docs/monitoring.md lists them. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #counters: ReadonlyMap<string, Counter>;
  readonly #histograms: ReadonlyMap<string, Histogram>;
  readonly #sources: MetricsSources;
  readonly #process: ProcessGauges;
  readonly #database: DatabaseGauges;

  constructor(sources: MetricsSources) {
    const registers = [this.#registry];
    this.#sources = sources;
    collectDefaultMetrics({ register: this.#registry });
    this.#counters = new Map(
      Object.entries(COUNTERS).map(([name, [help, ...labelNames]]) => {
        return [name, new Counter({ name: `newsbraid_${name}_total`, help, labelNames, registers })];
      }),
    );
    this.#histograms = new Map(
      Object.entries(HISTOGRAMS).map(([name, [help, buckets]]) => {
        return [name, new Histogram({ name: `newsbraid_${name}_seconds`, help, buckets: [...buckets], registers })];
      }),
    );
    const gauge: MakeGauge = (name, help, labelNames = []) =>
      new Gauge({ name: `newsbraid_${name}`, help, labelNames, registers });
    this.#process = new ProcessGauges(gauge);
    this.#database = new DatabaseGauges(gauge);
  }

  polled({ poll, readMs, fresh, edited }: PollFigures): void {
    this.#count('polls', 1, { outcome: poll.outcome });
    this.#count('fetched_bytes', poll.bytes ?? 0);
    this.#count('items', fresh, { kind: 'new' });
    this.#count('items', edited, { kind: 'edited' });
    this.#time('fetch', poll.tookMs);
    if (readMs !== null) this.#time('parse', readMs);
  }

  braided({ items, copies, newStories, newClusters, changes }: BraidFigures): void {
    this.#count('braided_items', items);
    this.#count('duplicates', copies);
    this.#count('stories', newStories);
    this.#count('clusters', newClusters);
    this.#count('cluster_changes', changes);
  }

  answered({ what, status, ms, kept }: Answered): void {
    this.#count('http_answers', 1, { what, status, from: kept ? 'memory' : 'made' });
    if (!kept) this.#time('http_made', ms);
  }

  /** The exposition format of Prometheus. What the database would tell is missing while it does not answer. */
  async text(): Promise<string> {
    this.#process.read(this.#sources);
    await this.#database.read(this.#sources.database);
    return this.#registry.metrics();
  }

  #count(name: keyof typeof COUNTERS, count: number, labels: Record<string, string | number> = {}): void {
    this.#counters.get(name)?.inc(labels, count);
  }

  #time(name: keyof typeof HISTOGRAMS, ms: number): void {
    this.#histograms.get(name)?.observe(ms / SECOND);
  }
}

type MakeGauge = (name: string, help: string, labelNames?: string[]) => Gauge;

/** What this process knows at the moment of a scrape. */
class ProcessGauges {
  readonly #connections: Gauge;
  readonly #polls: Gauge;
  readonly #mistakes: Gauge;

  constructor(gauge: MakeGauge) {
    this.#connections = gauge('database_connections', 'Connections of the pool, by use.', ['state']);
    this.#polls = gauge('polls_under_way', 'Sources claimed, being polled, or polled and not yet stored.', ['state']);
    this.#mistakes = gauge('config_mistakes', 'Mistakes in the config as it is now; 0: it is in force.');
  }

  read({ pool, load, configMistakes }: MetricsSources): void {
    const { totalCount, idleCount, waitingCount } = pool;
    this.#connections.set({ state: 'idle' }, idleCount);
    this.#connections.set({ state: 'used' }, totalCount - idleCount);
    this.#connections.set({ state: 'awaited' }, waitingCount);
    for (const [state, count] of Object.entries(load() ?? {})) this.#polls.set({ state }, count);
    this.#mistakes.set(configMistakes());
  }
}

/** What only the database knows, the same in every process. */
class DatabaseGauges {
  readonly #up: Gauge;
  readonly #sources: Gauge;
  readonly #due: Gauge;
  readonly #lag: Gauge;
  readonly #pending: Gauge;
  readonly #clusters: Gauge;

  constructor(gauge: MakeGauge) {
    this.#up = gauge('database_up', 'Whether Postgres answered at this scrape.');
    this.#sources = gauge('sources', 'Sources that the config names, by health.', ['status']);
    this.#due = gauge('sources_due', 'Sources that wait to be polled.');
    this.#lag = gauge('source_lag_seconds', 'How long the most overdue source has waited; 0: none is overdue.');
    this.#pending = gauge('items_pending', 'Items that wait to be put into stories; counted up to 10,000.');
    this.#clusters = gauge('clusters_by_outlets', 'Clusters updated within a day, by outlets that cover them.', [
      'outlets',
    ]);
  }

  async read(database: Queryable): Promise<void> {
    for (const gauge of [this.#sources, this.#due, this.#lag, this.#pending, this.#clusters]) gauge.reset();
    try {
      this.#set(await readBacklog(database), await readClusterSizes(database));
      this.#up.set(1);
    } catch {
      this.#up.set(0);
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
