import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type ClaimOptions,
  claimSources,
  countWaiting,
  isAnyWaiting,
  releaseSources,
} from '../../../src/io/db/claim.ts';
import { emptyDatabase, useDatabase } from '../../support/database.ts';

const database = useDatabase();
beforeEach(() => emptyDatabase(database()));

const usual: ClaimOptions = { worker: 'w', limit: 4, leaseMs: 300_000, requestsPerHost: 1, hostPauseMs: 60_000 };

/** A source as a claim sees it; times in minutes from now. */
interface State {
  readonly host: string;
  /** Behind a redirect; left out: none. */
  readonly answering?: string | null;
  readonly nextPoll: number;
  readonly lastPoll: number | null;
  readonly lease: number | null;
  readonly isPolled: 'yes' | 'disabled' | 'removed' | 'gone';
}

async function store(states: readonly State[], holds: Readonly<Record<string, number>> = {}): Promise<void> {
  const { pool } = database();
  await pool.query('with hosts as (delete from newsbraid.host) delete from newsbraid.source');
  await pool.query(
    `insert into newsbraid.source (id, url, host, outlet, answering_host, next_poll_at, last_poll_at, lease_until, leased_by, enabled, removed_at, status)
     overriding system value
     select n, 'https://' || host || '/' || n, host, host, answering, now() + "nextPoll" * '1min'::interval, now() + "lastPoll" * '1min'::interval,
       now() + lease * '1min'::interval, case when lease is not null then 'other' end,
       "isPolled" <> 'disabled', case when "isPolled" = 'removed' then now() end, case when "isPolled" = 'gone' then 'gone' else 'ok' end
     from rows from (jsonb_to_recordset($1::jsonb) as (
       host text, answering text, "nextPoll" float, "lastPoll" float, lease float, "isPolled" text)) with ordinality
       as row (host, answering, "nextPoll", "lastPoll", lease, "isPolled", n) order by n`,
    [JSON.stringify(states)],
  );
  await pool.query(
    `insert into newsbraid.host select key, now() + value::float * '1min'::interval from jsonb_each_text($1::jsonb)`,
    [JSON.stringify(holds)],
  );
}

/** The rules, told once more: ids of the sources that a claim gives. */
function expected(states: readonly State[], holds: Readonly<Record<string, number>>, options: ClaimOptions): number[] {
  const all = states.map((state, index) => ({ ...state, id: index + 1 }));
  const isLeased = ({ lease }: State) => lease !== null && lease > 0;
  const running = (host: string) => all.filter((each) => each.host === host && isLeased(each)).length;
  const isPausing = (host: string) =>
    all.some(
      (each) => each.host === host && each.lease === null && (each.lastPoll ?? -99) > -options.hostPauseMs / 60_000,
    );
  const isHeld = (host: string) => (holds[host] ?? 0) > 0;
  const turns = new Map<string, number>();
  return all
    .filter((each) => each.isPolled === 'yes' && each.nextPoll <= 0 && !isLeased(each))
    .filter(({ host, answering }) => !isHeld(host) && !isHeld(answering ?? host))
    .sort((a, b) => a.nextPoll - b.nextPoll || a.id - b.id)
    .filter(({ host }) => {
      const turn = (turns.get(host) ?? 0) + 1;
      turns.set(host, turn);
      return turn + running(host) <= options.requestsPerHost && !isPausing(host);
    })
    .slice(0, options.limit)
    .map(({ id }) => id);
}

const hosts = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const state: fc.Arbitrary<State> = fc.record({
  // The first hosts have most of the sources.
  host: fc.tuple(fc.nat(7), fc.nat(7)).map(([one, other]) => hosts[Math.min(one, other)] as string),
  answering: fc.constantFrom(null, null, null, ...hosts),
  nextPoll: fc.constantFrom(-30, -20, -20, -20, -10, -5, 30),
  lastPoll: fc.constantFrom(null, -90, -90, -90, -90, -0.5),
  lease: fc.constantFrom(null, null, null, null, null, -1, 3),
  isPolled: fc.constantFrom('yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'disabled', 'removed', 'gone'),
});

describe('a claim', () => {
  it('gives the most overdue of the hosts that are free, however many are busy', async () => {
    const options = fc.record({
      limit: fc.integer({ min: 1, max: 6 }),
      requestsPerHost: fc.integer({ min: 1, max: 3 }),
    });
    const holds = fc.dictionary(fc.constantFrom(...hosts), fc.constantFrom(-5, 5), { maxKeys: 3 });
    const sources = fc.array(state, { minLength: 1, maxLength: 120, size: 'max' });
    await fc.assert(
      fc.asyncProperty(sources, holds, options, async (states, hold, chosen) => {
        await store(states, hold);
        const claimed = await claimSources(database(), { ...usual, ...chosen });
        expect(claimed.map(({ id }) => id).sort((a, b) => a - b)).toEqual(
          expected(states, hold, { ...usual, ...chosen }).sort((a, b) => a - b),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('finds the one free host behind a thousand sources of a busy one', async () => {
    const due = { lastPoll: null, lease: null, isPolled: 'yes' } as const;
    const busy = Array.from({ length: 1000 }, (_, index) => ({ ...due, host: 'a', nextPoll: -60 + index / 100 }));
    await store([...busy, { ...due, host: 'b', nextPoll: -1 }]);
    const claimed = await claimSources(database(), usual);
    expect(claimed.map(({ url }) => url).sort()).toEqual(['https://a/1', 'https://b/1001']);
    expect(await claimSources(database(), usual)).toEqual([]);
    expect([await countWaiting(database(), null), await isAnyWaiting(database(), null)]).toEqual([1001, true]);
    await releaseSources(database(), usual.worker);
    expect(await claimSources(database(), usual)).toHaveLength(2);
  });

  it('keeps to the limits of a host whoever claims at the same time', async () => {
    const due = { lastPoll: null, lease: null, isPolled: 'yes', nextPoll: -1 } as const;
    const states = Array.from({ length: 240 }, (_, index) => ({ ...due, host: `h${Math.floor(Math.sqrt(index))}` }));
    await store(states);
    const rules = { ...usual, limit: 3, requestsPerHost: 2, hostPauseMs: 5 };
    const seen: number[] = [];
    const running = new Map<string, number>();
    const lastPoll = new Map<string, number>();
    const broken: string[] = [];
    const worker = async (name: string) => {
      while (await isAnyWaiting(database(), null)) {
        // What is known before the claim begins must be known to it.
        const before = new Map(lastPoll);
        for (const { id, host, claimedAt } of await claimSources(database(), { ...rules, worker: name })) {
          seen.push(id);
          running.set(host, (running.get(host) ?? 0) + 1);
          if ((running.get(host) ?? 0) > rules.requestsPerHost) broken.push(`${host}: ${running.get(host)} at a time`);
          const idleMs = claimedAt.getTime() - (before.get(host) ?? 0);
          if (idleMs < rules.hostPauseMs) broken.push(`${host}: asked again after ${idleMs} ms`);
          void pollSoon(id, host);
        }
        await pause(1);
      }
    };
    const pollSoon = async (id: number, host: string) => {
      // As long as a request may take.
      await pause(id % 7);
      running.set(host, (running.get(host) ?? 0) - 1);
      const { rows } = await database().pool.query(
        `update newsbraid.source set lease_until = null, leased_by = null, last_poll_at = now(), next_poll_at = now() + '1h'::interval
         where id = $1 returning last_poll_at`,
        [id],
      );
      lastPoll.set(host, Math.max(lastPoll.get(host) ?? 0, rows[0].last_poll_at.getTime()));
    };
    await Promise.all(['one', 'two', 'three', 'four'].map(worker));
    expect(broken).toEqual([]);
    expect(seen.toSorted((a, b) => a - b)).toEqual(states.map((_, index) => index + 1));
  });
});
