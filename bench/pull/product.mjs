/**
 * The whole service as `npm start` runs it, poller, braid and site in one process, except that it pulls when it is told to: a
 * child of main.mjs.
 */
import { connect } from '../../dist/io/db/connect.js';
import { readNow } from '../../dist/io/db/now.js';
import { PublishedVersion } from '../../dist/io/db/published-version.js';
import { syncSources } from '../../dist/io/db/sources.js';
import { indexWords } from '../../dist/io/db/word-index.js';
import { keepHeapsSmall } from '../../dist/io/heap.js';
import { createLog } from '../../dist/io/log.js';
import { settingsSchema } from '../../dist/model/settings.js';
import { openWorker } from '../../dist/service/open-worker.js';
import { startServer } from '../../dist/site/site.js';
import { answer } from './answer.mjs';

keepHeapsSmall();
const [, , databaseUrl] = process.argv;
const settings = settingsSchema.parse({
  fetch: { allowPrivateAddresses: true, hostPauseMs: 0, concurrency: 64 },
});
const log = createLog('warn');
const database = await connect(databaseUrl);
const changes = new PublishedVersion(databaseUrl);
await changes.open();
await startServer({
  ...{ host: '127.0.0.1', port: 0, database: database.pool, log, changes },
  settings: () => settings,
  health: async () => ({ ok: true }),
});
const worker = openWorker(database, settings, log);

answer({
  async of(urls) {
    const usual = { title: null, categories: [], everyMs: null, priority: 0, enabled: true };
    await syncSources(
      database,
      urls.map((url, index) => ({ ...usual, url, outlet: `Outlet ${index}` })),
    );
  },
  /** Polls every feed once, to the last cluster. */
  async pull() {
    await worker.poller.drain(await readNow(database.kysely));
    await worker.braider.idle();
  },
  /** What the service does when nothing else is to do. */
  index: () => indexWords(database),
});
