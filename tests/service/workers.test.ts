import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { Installation } from '../support/newsbraid.ts';

const SOURCES = 300;
const database = useDatabase();
const requests = new Map<string, number>();
let server: Server;
let place: Installation;

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.set(path, (requests.get(path) ?? 0) + 1);
    // Slow enough that a worker that is killed leaves requests under way.
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/rss+xml' });
      response.end(
        `<rss version="2.0"><channel><title>${path}</title><item><guid>${path}</guid><title>Report ${path}</title></item></channel></rss>`,
      );
    }, 50);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
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

/** Looks until a condition of the database holds. */
async function until(text: string): Promise<void> {
  while (!(await ask<{ holds: boolean }>(`select ${text} as holds`)).holds) await pause(50);
}

describe('three workers on one database', () => {
  it('poll every source once, also when one of them is killed', async () => {
    const workers = [place.start('worker'), place.start('worker'), place.start('worker')];
    await Promise.all(workers.map((worker) => worker.says(/is running/)));
    const victim = workers[0];
    const victims = `leased_by like '% ${victim?.process.pid}'`;
    await until(
      `exists (select from newsbraid.source where ${victims}) and (select count(*) > 30 from newsbraid.poll)`,
    );
    victim?.signal('SIGKILL');
    await victim?.ended;
    const { held } = await ask<{ held: string[] }>(
      `select coalesce(array_agg(url), '{}') as held from newsbraid.source where ${victims} and lease_until is not null`,
    );
    await until(`(select count(distinct source_id) = ${SOURCES} from newsbraid.poll)`);
    await until(`not exists (select from newsbraid.pending)`);
    for (const worker of workers.slice(1)) worker.signal('SIGTERM');
    expect(await Promise.all(workers.slice(1).map((worker) => worker.ended))).toEqual([0, 0]);

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
