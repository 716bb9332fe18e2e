import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/model/duration.ts';
import { emptyDatabase, useDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { FeedServer } from '../support/feed-server.ts';
import { Installation, type Running } from '../support/newsbraid.ts';

const PRELOAD = fileURLToPath(new URL('../support/shifted-clock.cjs', import.meta.url));
const database = useDatabase();
let feeds: FeedServer;
beforeAll(async () => {
  feeds = await FeedServer.open();
});
afterAll(() => feeds.close());
beforeEach(() => emptyDatabase(database()));

/** An installation on a machine whose clock is wrong. */
function install(shiftMs: number): Installation {
  return new Installation(
    {
      'sources.yaml': `sources:\n  - url: ${feeds.url('/a')}\n    every: 1h\n`,
      'settings.yaml': 'fetch:\n  allowPrivateAddresses: true\n  hostPauseMs: 0\nschedule:\n  lease: 10m\n',
    },
    { DATABASE_URL: database().url, NODE_OPTIONS: `--require=${PRELOAD}`, CLOCK_SHIFT_MS: String(shiftMs) },
  );
}

const ask = async <T>(text: string): Promise<T> => (await database().pool.query(text)).rows[0] as T;
const fromNow = (column: string) => `extract(epoch from ${column} - now()) * 1000`;
const near =
  (ms: number, withinMs = MINUTE) =>
  (value: number) =>
    Math.abs(value - ms) < withinMs;

/** A feed of one item each that is an hour old, undated, and dated six hours ahead. */
function publish(): void {
  feeds.asked.length = 0;
  feeds.feed('/a', [
    { id: 'past', title: 'Ferry line opens', published: new Date(Date.now() - HOUR) },
    { id: 'undated', title: 'Moss grows on roofs' },
    { id: 'ahead', title: 'Eclipse seen early', published: new Date(Date.now() + 6 * HOUR) },
  ]);
}

describe.each([
  ['ahead', DAY],
  ['behind', -DAY],
])('a machine whose clock is a day %s', (_, shift) => {
  it('stores what one with the right clock would: every time is the database’s', async () => {
    publish();
    const place = install(shift);
    const polled = await place.run('poll', '--json');
    expect(JSON.parse(polled.stdout)).toMatchObject([{ outcome: 'new', items: 3, new: 3 }]);
    const source = await ask<Record<string, number>>(
      `select ${fromNow('next_poll_at')} as next, ${fromNow('last_poll_at')} as last from newsbraid.source`,
    );
    expect(source.next).toSatisfy(near(HOUR, 5 * MINUTE));
    expect(source.last).toSatisfy(near(0));
    const { rows } = await database().pool.query<{ identity: string; published: number; seen: number }>(
      `select title, ${fromNow('published_at')} as published, ${fromNow('first_seen_at')} as seen from newsbraid.item order by id`,
    );
    const [past, undated, ahead] = ['Ferry', 'Moss', 'Eclipse'].map((word) =>
      rows.find((row) => JSON.stringify(row).includes(word)),
    );
    expect(past?.published).toSatisfy(near(-HOUR));
    expect(undated?.published).toSatisfy(near(0));
    expect(ahead?.published).toSatisfy(near(0));
    for (const { seen } of rows) expect(seen).toSatisfy(near(0));
    const cluster = await ask<{ created: number }>(
      `select min(${fromNow('created_at')}) as created from newsbraid.cluster`,
    );
    expect(cluster.created).toSatisfy(near(0));
    const [listed] = JSON.parse((await place.run('sources', '--json')).stdout);
    expect(listed).toMatchObject({ status: 'ok', failures: 0, itemsWeek: 3 });
    expect((await place.run('sources')).stdout).toMatch(/ok +\d+(s|m) ?\S* ago +in (5\dm|1h)/);
    // Nothing is due for anyone, whatever the clock here says.
    expect((await place.run('poll')).stdout).toContain('No source is due');
    place.remove();
  });

  it('leases and shows by the database’s clock', async () => {
    publish();
    const release = feeds.hold('/a');
    const place = install(shift);
    let service: Running | null = null;
    try {
      service = place.start('start');
      const [, base] = await service.says(/Front page +(\S+)\//);
      await eventually('the request', () => feeds.asked.includes('/a'));
      const { lease } = await ask<{ lease: number }>(
        `select ${fromNow('lease_until')} as lease from newsbraid.source where lease_until is not null`,
      );
      expect(lease).toSatisfy(near(10 * MINUTE));
      release();
      const latest = async () => (await fetch(`${base}/latest`)).text();
      await eventually('the story', async () => (await latest()).includes('Ferry line opens'));
      expect(await (await fetch(`${base}/latest?since=2h`)).text()).toContain('Moss grows on roofs');
      const page = await (await fetch(`${base}/sources`)).text();
      expect(page).toMatch(/next in (5\dm|1h)/);
      expect(page).not.toMatch(/\d+ (d|days?) ago/);
    } finally {
      release();
      service?.signal('SIGTERM');
      await service?.ended;
      place.remove();
    }
  });
});
