import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Pieces } from '../../../src/io/fetch/pieces.ts';
import { wholeOf } from '../../../src/model/poll.ts';

/** A chunk in the middle of memory that holds other bytes, too. */
const chunk = fc.record({
  length: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 4000, max: 9000 }), fc.constant(70_000)),
  around: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20_000 })),
});

it('holds all bytes in their order, in memory of its own that is not much more than they are', () => {
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 60 }), (chunks) => {
      const pieces = new Pieces();
      const pushed = chunks.map(({ length, around }, index) => {
        const memory = new Uint8Array(length + around).map((_, at) => at * 31 + index);
        return memory.subarray(around >> 1, (around >> 1) + length);
      });
      for (const each of pushed) pieces.push(each);
      expect(Buffer.compare(wholeOf(pieces.all), Buffer.concat(pushed))).toBe(0);
      const size = pushed.reduce((sum, { length }) => sum + length, 0);
      const memory = [...new Set(pieces.all.map(({ buffer }) => buffer))].reduce(
        (sum, each) => sum + each.byteLength,
        0,
      );
      expect(memory).toBeLessThanOrEqual(3 * size + 4096);
    }),
  );
});

it('takes little memory for a million small chunks', () => {
  const pieces = new Pieces();
  const packet = new Uint8Array(65_536);
  for (let at = 0; at < 1_000_000; at += 1) pieces.push(packet.subarray(at % 65_536, (at % 65_536) + 1));
  expect(pieces.all.length).toBeLessThan(30);
  expect(wholeOf(pieces.all)).toHaveLength(1_000_000);
});

it('leaves alone what it handed out', () => {
  const pieces = new Pieces();
  pieces.push(Buffer.from('ferry'));
  const body = pieces.all;
  pieces.clear();
  expect(Buffer.from(wholeOf(body)).toString()).toBe('ferry');
  expect(pieces.all).toEqual([]);
});
