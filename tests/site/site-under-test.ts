import { afterAll, beforeAll } from 'vitest';
import { defaultSettings, type Settings } from '../../src/model/settings.ts';
import { startServer } from '../../src/site/site.ts';
import type { SiteOptions } from '../../src/site/site-options.ts';
import { useDatabase } from '../support/database.ts';

export interface SiteUnderTest {
  readonly database: ReturnType<typeof useDatabase>;
  readonly url: string;
  /** Queries that the site has made so far. */
  readonly queries: number;
  /** What the site logged. */
  readonly errors: readonly object[];
  settings: Settings;
  healthy: boolean;
  /** Tells the site that the publication has changed. */
  publish(): void;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
}

/** A site on loopback over a database of its own, for the tests of one file. `prepare` fills the database. */
export function useSite(
  prepare: (pool: ReturnType<ReturnType<typeof useDatabase>>['pool']) => Promise<void>,
): SiteUnderTest {
  const database = useDatabase();
  let version = 0;
  const errors: object[] = [];
  let queries = 0;
  const listeners = new Set<() => void>();
  let server: Awaited<ReturnType<typeof startServer>> | undefined;
  const site = {
    database,
    errors,
    settings: defaultSettings,
    healthy: true,
    get url() {
      return server?.url ?? '';
    },
    get queries() {
      return queries;
    },
    publish() {
      version++;
      for (const listener of listeners) listener();
    },
    get: (path: string, headers: Record<string, string> = {}) =>
      fetch(site.url + path, { headers, redirect: 'manual' }),
  };
  const options = (): SiteOptions => ({
    host: '127.0.0.1',
    port: 0,
    database: {
      query: async (text, values) => {
        queries++;
        return database().pool.query(text, values) as never;
      },
    },
    settings: () => site.settings,
    log: { warn: () => {}, error: (details) => errors.push(details) },
    changes: {
      version: () => version,
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    health: async () => ({ ok: site.healthy }),
    metrics: async () => 'newsbraid_items_total 1\n',
  });
  beforeAll(async () => {
    await prepare(database().pool);
    server = await startServer(options());
  });
  afterAll(() => server?.close());
  return site;
}
