import { expect, it } from 'vitest';
import type { ClaimedSource } from '../../src/model/source.ts';
import { SourceQueue } from '../../src/service/source-queue.ts';

/** A queue over so many due sources, and what each claim asked for. */
function queueOf(due: number) {
  const asked: number[] = [];
  let left = due;
  const queue = new SourceQueue(
    async (limit) => {
      asked.push(limit);
      const count = Math.min(limit, left);
      left -= count;
      return Array.from({ length: count }, (_, at) => ({ id: due - left - count + at }) as ClaimedSource);
    },
    () => {},
  );
  return { queue, asked };
}

it('claims as many again once fewer than half wait', async () => {
  const { queue, asked } = queueOf(100);
  queue.fill(8, 60_000, null);
  await queue.settled();
  for (let taken = 0; taken < 4; taken++) queue.shift();
  queue.fill(8, 60_000, null);
  expect(queue.isClaiming).toBe(false);
  queue.shift();
  queue.fill(8, 60_000, null);
  await queue.settled();
  expect(asked).toEqual([8, 8]);
  expect(queue.shift()?.id).toBe(5);
});

it('gives out no source whose lease has ended: others may have it', async () => {
  const { queue } = queueOf(6);
  queue.fill(4, 0, null);
  await queue.settled();
  queue.lookNow();
  expect(queue.shift()).toBeUndefined();
  queue.fill(4, 60_000, null);
  await queue.settled();
  expect(queue.shift()?.id).toBe(4);
});
