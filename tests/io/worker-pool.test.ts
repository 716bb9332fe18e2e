import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { WorkerPool } from '../../src/io/worker-pool.ts';
import type { ReadResult, ReadTask } from '../../src/parse-worker.ts';

const READER = new URL('../../dist/parse-worker.js', import.meta.url);
const task: ReadTask = {
  body: [new TextEncoder().encode('<rss version="2.0"><channel><title>Tides</title></channel></rss>')],
  contentType: null,
  url: 'https://tides.example/rss',
  itemsMax: 10,
  source: { url: 'https://tides.example/rss', outlet: null, siteUrl: null, language: null },
  now: new Date(0),
  bodyHash: null,
  storedHash: null,
};
const open = (deadlineMs: number) =>
  new WorkerPool<ReadTask, ReadResult>(READER, 'read', { workers: 1, deadlineMs, memoryMegabytes: 256 });

it('does not take the start of a thread out of the time of its first document', async () => {
  const pool = open(100);
  expect(await pool.run(task)).toMatchObject({ ok: true, feed: { title: 'Tides' } });
  await pool.close();
});

// Ending a thread in the middle of a `require` of an ES module would abort this very process.
it('can be closed at any moment, while a thread loads its module above all', async () => {
  for (let moment = 0; moment < 10; moment++) {
    const pool = open(2000);
    const running = pool.run(task).then(
      ({ ok }) => ok,
      () => 'ended',
    );
    await sleep(moment * 40);
    await pool.close();
    expect([true, 'ended']).toContain(await running);
  }
});
