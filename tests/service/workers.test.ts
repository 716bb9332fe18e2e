import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { Installation } from '../support/newsbraid.ts';

const SOURCES = 300;
const database = useDatabase();
const requests = new Map<string, number>();
/** Nothing is answered before, so that no worker polls everything while another still starts. */
let areAllRunning: () => void;
const running = new Promise<void>((resolve) => {
  areAllRunning = resolve;
});
/** The path of one request in the midst of it all. It is never answered, and whoever made it is killed. */
let isChosen: (path: string) => void;
const chosen = new Promise<string>((resolve) => {
  isChosen = resolve;
});
let server: Server;
let place: Installation;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const path = request.url ?? '';
    const isTheOne = requests.size === 30 && !requests.has(path);
    requests.set(path, (requests.get(path) ?? 0) + 1);
    await running;
    if (isTheOne) return isChosen(path);
    await pause(50);
    response.writeHead(200, { 'content-type': 'application/rss+xml' });
    response.end(
      `<rss version="2.0"><channel><title>${path}</title><item><guid>${path}</guid><title>Report ${path}</title></item></channel></rss>`,
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const sources = Array.from(
    { length: SOURCES },
    (_, index) => `  - url: http://127.0.0.1:${port}/${index}\n    every: 1h\n`,
  );
  place = new Installation(
    {
      'sources.yaml': `sources:\n${sources.join('')}`,
      'settings.yaml':
        'fetch:\n  allowPrivateAddresses: true\n  requestsPerHost: 12\n  hostPauseMs: 0\n  concurrency: 8\n  totalTimeoutMs: 5000\nschedule:\n  lease: 8s\n',
    },
    { DATABASE_URL: database().url },
  );
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  place.remove();
});

async function ask<T>(text: string): Promise<T> {
  return (await database().pool.query(text)).rows[0] as T;
}

/** Looks until a condition of the database holds: until the lease of the one that is killed has ended, and longer. */
function until(text: string): Promise<boolean> {
  return eventually(text, async () => (await ask<{ holds: boolean }>(`select ${text} as holds`)).holds, 25_000);
}

describe('three workers on one database', () => {
  it('poll every source once, also when one of them is killed', async () => {
    const workers = Array.from({ length: 3 }, () => place.start('worker'));
    await Promise.all(workers.map((worker) => worker.says(/is running/)));
    areAllRunning();
    const path = await chosen;
    const { pid } = await ask<{ pid: number }>(
      `select substring(leased_by from '[0-9]+$')::int as pid from newsbraid.source where url like '%${path}'`,
    );
    const victim = workers.find(({ process }) => process.pid === pid);
    const others = workers.filter((worker) => worker !== victim);
    victim?.signal('SIGKILL');
    expect(await victim?.ended).toBe(null);
    const { held } = await ask<{ held: string[] }>(
      `select array_agg(url) as held from newsbraid.source where leased_by like '% ${pid}' and lease_until is not null`,
    );
    await until(`(select count(distinct source_id) = ${SOURCES} from newsbraid.poll)`);
    await until(`not exists (select from newsbraid.pending)`);
    for (const worker of others) worker.signal('SIGTERM');
    expect(await Promise.all(others.map((worker) => worker.ended))).toEqual([0, 0]);

    expect(
      await ask(`select count(*)::int as polls, count(distinct source_id)::int as sources from newsbraid.poll`),
    ).toEqual({
      polls: SOURCES,
      sources: SOURCES,
    });
    expect(await ask(`select count(*)::int as items, count(story_id)::int as braided from news.items`)).toEqual({
      items: SOURCES,
      braided: SOURCES,
    });
    // Only what the killed worker had under way was asked for again, when its lease had ended.
    const paths = new Set(held.map((url) => new URL(url).pathname));
    const again = [...requests].filter(([, count]) => count > 1).map(([path]) => path);
    expect(again.filter((path) => !paths.has(path))).toEqual([]);
    expect(requests.size).toBe(SOURCES);
  });
});
