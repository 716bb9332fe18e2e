import { afterEach, beforeEach } from 'vitest';
import type { Fetcher } from '../../../src/io/fetch/fetcher.ts';
import type { FetchResult, Validators } from '../../../src/model/poll.ts';
import { FaultServer } from './fault-server.ts';
import { FEED } from './faults/fault-case.ts';
import { createFetcher, NOTHING_KNOWN } from './fetchers.ts';

/** The server of the test that runs; see `useGround`. */
export let server: FaultServer;
let fetchers: Fetcher[] = [];

/** For a test file: a fresh server for each test; `/feed` has a feed unless the test says otherwise. */
export function useGround(): void {
  beforeEach(async () => {
    server = await new FaultServer().on('/feed', (visit) => visit.reply(200, {}, FEED)).start();
  });
  afterEach(async () => {
    await Promise.all(fetchers.map((fetcher) => fetcher.close()));
    fetchers = [];
    await server.stop();
  });
}

/** A fetcher that is closed with the test. */
export function open(...options: Parameters<typeof createFetcher>): Fetcher {
  const fetcher = createFetcher(...options);
  fetchers.push(fetcher);
  return fetcher;
}

export function get(url: string, validators: Partial<Validators> = {}, fetcher = open()): Promise<FetchResult> {
  return fetcher.fetch({ url, validators: { ...NOTHING_KNOWN, ...validators } });
}
