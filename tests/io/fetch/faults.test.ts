import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fetcher } from '../../../src/io/fetch/fetcher.ts';
import { wholeOf } from '../../../src/model/poll.ts';
import { FaultServer } from './fault-server.ts';
import { BODIES } from './faults/bodies.ts';
import { CONNECTIONS } from './faults/connections.ts';
import { ENDLESS } from './faults/endless.ts';
import type { FaultCase } from './faults/fault-case.ts';
import { REDIRECTS } from './faults/redirects.ts';
import { STATUSES } from './faults/statuses.ts';
import { createFetcher, IMPATIENT, NOTHING_KNOWN } from './fetchers.ts';

let fetcher: Fetcher;
let impatient: Fetcher;
beforeAll(() => {
  fetcher = createFetcher();
  impatient = createFetcher(IMPATIENT);
});
afterAll(() => Promise.all([fetcher.close(), impatient.close()]));

/** What a server does, and what becomes of the poll: every row on a server of its own, all at the same time. */
describe('each fault ends in its outcome', () => {
  it.concurrent('a bomb costs no more than the limit', async () => {
    const bomb = BODIES.find(({ name }) => name.startsWith('ten gigabytes')) as FaultCase;
    const server = await new FaultServer().on('/feed', bomb.when).start();
    const { bytes } = await fetcher.fetch({ url: `${server.origin}/feed`, validators: NOTHING_KNOWN });
    // One packet or two of the wire unpack to the 256 KB that are allowed; the server would have sent ten megabytes.
    expect(bytes).toBeLessThan(256 * 1024);
    await server.stop();
  });

  it.concurrent.each([...STATUSES, ...BODIES, ...CONNECTIONS, ...REDIRECTS])('$name', (fault) =>
    meet(fault, fetcher, 15_000),
  );
});

/** Apart from the others, which keep the machine busy for as long as a deadline is away. */
describe('what does not end by itself ends with a deadline', () => {
  it.concurrent.each(ENDLESS)('$name', (fault) => meet(fault, impatient, 5000));
});

async function meet({ when, outcome, says, known }: FaultCase, by: Fetcher, withinMs: number): Promise<void> {
  const server = await new FaultServer().on('/feed', when).start();
  try {
    const result = await by.fetch({ url: `${server.origin}/feed`, validators: { ...NOTHING_KNOWN, ...known } });
    expect(result.kind === 'body' ? { ...result, body: Buffer.from(wholeOf(result.body)) } : result).toMatchObject(
      outcome,
    );
    expect(result.tookMs).toBeLessThan(withinMs);
    if (result.kind !== 'failed') return;
    expect(result.message).toMatch(says ?? /./);
    // Sentences for a person: no stack, no code of a library.
    expect(result.message).toMatch(/^[^\n]+\.$/);
    // Facts only: what asks once must not promise that it asks again.
    expect(result.message).not.toMatch(/tries|again later|goes on|stops asking/);
    expect(result.message).not.toMatch(/UND_ERR|\bat .*\.js|undefined|null/);
  } finally {
    await server.stop();
  }
}
