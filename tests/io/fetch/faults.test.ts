import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fetcher } from '../../../src/io/fetch/fetcher.ts';
import { FAULT_CASES } from './fault-cases.ts';
import { FaultServer } from './fault-server.ts';
import { createFetcher, NOTHING_KNOWN } from './fetchers.ts';

/** What a server does, and what becomes of the poll: every row on a server of its own, all at the same time. */
describe.concurrent('each fault ends in its outcome', () => {
  let fetcher: Fetcher;
  beforeAll(() => {
    fetcher = createFetcher();
  });
  afterAll(() => fetcher.close());

  it.each(FAULT_CASES)('$name', async ({ when, outcome, says, known }) => {
    const server = await new FaultServer().on('/feed', when).start();
    try {
      const result = await fetcher.fetch({ url: `${server.origin}/feed`, validators: { ...NOTHING_KNOWN, ...known } });
      expect(result).toMatchObject(outcome);
      expect(result.tookMs).toBeLessThan(5000);
      if (result.kind !== 'failed') return;
      expect(result.message).toMatch(says ?? /./);
      // Sentences for a person: no stack, no code of a library.
      expect(result.message).toMatch(/^[^\n]+\.$/);
      expect(result.message).not.toMatch(/UND_ERR|\bat .*\.js|undefined|null/);
    } finally {
      await server.stop();
    }
  });
});
