import { afterEach, beforeEach } from 'vitest';
import type { Fetcher } from '../../../src/io/fetch/fetcher.ts';
import type { FetchResult, Validators } from '../../../src/model/poll.ts';
import { FaultServer } from './fault-server.ts';
import { FEED } from './faults/fault-case.ts';
import { createFetcher, NOTHING_KNOWN } from './fetchers.ts';

/** A fresh server for each test of the file that imports this; `/feed` has a feed unless the test says otherwise. */
export let server: FaultServer;
let fetchers: Fetcher[] = [];

beforeEach(async () => {
  server = await new FaultServer().on('/feed', (visit) => visit.reply(200, {}, FEED)).start();
});
afterEach(async () => {
  await Promise.all(fetchers.map((fetcher) => fetcher.close()));
  fetchers = [];
  await server.stop();
});

/** A fetcher that is closed with the test. */
export function open(...options: Parameters<typeof createFetcher>): Fetcher {
  const fetcher = createFetcher(...options);
  fetchers.push(fetcher);
  return fetcher;
}

export function get(url: string, validators: Partial<Validators> = {}, fetcher = open()): Promise<FetchResult> {
  return fetcher.fetch({ url, validators: { ...NOTHING_KNOWN, ...validators } });
}
