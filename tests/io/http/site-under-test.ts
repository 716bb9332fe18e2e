import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Database } from '../../../src/io/db/connect.ts';
import { migrate } from '../../../src/io/db/migrate.ts';
import { openEmbedded } from '../../../src/io/postgres/embedded.ts';
import { defaultSettings, type Settings } from '../../../src/model/settings.ts';
import { startServer } from '../../../src/site.ts';

export interface SiteUnderTest {
  readonly database: Database;
  readonly url: string;
  /** What the site was told of, counted. */
  queries: number;
  settings: Settings;
  /** Tells the site that the publication has changed. */
  publish(): void;
  close(): Promise<void>;
}

/** A site on loopback over a Postgres of its own. */
export async function openSite(): Promise<SiteUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'newsbraid-site-'));
  const postgres = await openEmbedded(folder);
  const database = await connect(postgres.url);
  await migrate(database);
  let version = 0;
  const listeners = new Set<() => void>();
  const site: SiteUnderTest = {
    database,
    url: '',
    queries: 0,
    settings: defaultSettings,
    publish() {
      version++;
      for (const listener of listeners) listener();
    },
    async close() {
      await server.close();
      await database.close();
      await postgres.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    database: {
      query: (text, values) => {
        site.queries++;
        return database.pool.query(text, values) as never;
      },
    },
    settings: () => site.settings,
    log: { warn() {}, error: (details, message) => console.error(message, details) },
    changes: {
      version: () => version,
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    health: async () => ({ ok: true }),
    metrics: async () => 'newsbraid_items_total 1\n',
  });
  return Object.assign(site, { url: server.url });
}
