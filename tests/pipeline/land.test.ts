import { expect, it } from 'vitest';
import { claimSources } from '../../src/io/db/claim.ts';
import { syncSources } from '../../src/io/db/sources.ts';
import { NONE_SEEN } from '../../src/model/item.ts';
import type { ClaimedSource } from '../../src/model/source.ts';
import { land } from '../../src/pipeline/land.ts';
import type { FinishedPoll } from '../../src/pipeline/poll.ts';
import { keyOf } from '../../src/text/keys.ts';
import { usePipeline } from './pipeline-under-test.ts';

const { database, rows, settings, source } = usePipeline();

it('takes as many statements to store the polls of many sources as of one', async () => {
  await syncSources(
    database(),
    Array.from({ length: 61 }, (_, index) => source(`/many/${index}`, 'M')),
  );
  const claimed = await claimSources(database(), {
    ...{
      worker: 'test',
      limit: 100,
      leaseMs: 60_000,
      requestsPerHost: 100,
      hostPauseMs: 0,
      dueIfNotPolledSince: null,
    },
  });
  const [one, ...many] = claimed.map(finished);
  const few = await countStatements(() => land(database(), [one as FinishedPoll], 'test', settings));
  const lots = await countStatements(() => land(database(), many, 'test', settings));
  expect({ sources: many.length, lots }).toEqual({ sources: 60, lots: few });
  expect(few).toBeLessThan(12);
  expect(await rows('select count(*)::int from newsbraid.item')).toEqual([{ count: 61 }]);
});

/** A poll that brought one new item. */
function finished(claimed: ClaimedSource): FinishedPoll {
  const item = {
    ...{
      identity: claimed.url,
      identityKey: keyOf(claimed.url),
      url: claimed.url,
      canonicalUrl: claimed.url,
      urlKey: keyOf(claimed.url),
      title: claimed.url,
      attribution: null,
      summary: '',
    },
    ...{ contentHtml: '', authors: [], categories: [], language: null, imageUrl: null, enclosures: [] },
    ...{ publishedAt: null, updatedAt: null, contentHash: 'hash' },
  };
  const feed = {
    title: 'Feed',
    siteUrl: null,
    language: null,
    hints: {},
    items: [item],
    seen: NONE_SEEN,
    warnings: [],
  };
  const exchange = {
    httpStatus: 200,
    bytes: 1,
    tookMs: 1,
    freshForMs: null,
    finalUrl: claimed.url,
    permanentUrl: null,
  };
  const body = { body: [], contentType: null, validators: claimed.validators, unchanged: false };
  return { source: claimed, answer: { kind: 'body', ...exchange, ...body }, feed, unreadable: null, readMs: 1 };
}

/** How many statements went through the pool during an action. */
async function countStatements(action: () => Promise<unknown>): Promise<number> {
  const { pool } = database();
  const watched = new Set<object>();
  let count = 0;
  pool.on('acquire', (client) => {
    if (watched.has(client)) return;
    watched.add(client);
    const query = client.query as (...args: unknown[]) => unknown;
    Object.assign(client, {
      query(...args: unknown[]) {
        count++;
        return query.apply(client, args);
      },
    });
  });
  await action();
  return count;
}
