import { describe, expect, it } from 'vitest';
import { syncSources } from '../../src/io/db/sources.ts';
import { settingsSchema } from '../../src/model/settings.ts';
import { openWorker } from '../../src/service/open-worker.ts';
import { usePipeline } from './pipeline-under-test.ts';

const pipeline = usePipeline();
const { database, log, settings, source } = pipeline;

describe('many workers', () => {
  it('poll every due source exactly once between them', async () => {
    const paths = Array.from({ length: 100 }, (_, index) => `/shared/${index}`);
    for (const path of paths)
      pipeline.feeds.feed(path, [{ id: path, title: `Item of ${path}`, link: `https://s.example${path}` }]);
    await syncSources(
      database(),
      paths.map((path) => source(path, 'S')),
    );
    const workers = [pipeline.worker, openWorker(database(), settings, log), openWorker(database(), settings, log)];
    pipeline.feeds.requests.length = 0;
    await Promise.all(workers.map(({ poller }) => poller.drain()));
    await Promise.all(workers.slice(1).map((extra) => extra.close()));
    expect(pipeline.feeds.requests.toSorted()).toEqual(paths.map((path) => `${path} 200`).toSorted());
  });

  it('leave a host alone between two requests, over all of them', async () => {
    const polite = settingsSchema.parse({
      fetch: { allowPrivateAddresses: true, requestsPerHost: 1, hostPauseMs: 100 },
    });
    const paths = Array.from({ length: 8 }, (_, index) => `/polite/${index}`);
    for (const path of paths) pipeline.feeds.feed(path, [{ id: path, title: `Item of ${path}` }]);
    await syncSources(
      database(),
      paths.map((path) => source(path, 'S')),
    );
    const workers = [openWorker(database(), polite, log), openWorker(database(), polite, log)];
    pipeline.feeds.requests.length = 0;
    pipeline.feeds.times.length = 0;
    await Promise.all(workers.map(({ poller }) => poller.drain()));
    await Promise.all(workers.map((extra) => extra.close()));
    expect(pipeline.feeds.requests.toSorted()).toEqual(paths.map((path) => `${path} 200`).toSorted());
    const pauses = pipeline.feeds.times.slice(1).map((time, index) => time - (pipeline.feeds.times[index] as number));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(100);
  });
});
