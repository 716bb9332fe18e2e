import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Chains, NONE } from '../../../src/text/words/chains.ts';

function entriesOf(chains: Chains, key: number): number[] {
  const entries: number[] = [];
  for (let entry = chains.first(key); entry !== NONE; entry = chains.next(entry)) entries.push(entry);
  return entries.sort((a, b) => a - b);
}

describe('Chains', () => {
  it('finds what a map of lists would find', () => {
    // Few keys, many of which end in the same bits.
    const keys = [0, 1, -1, 16, 4096, -4096, 0x7fffffff, -0x80000000];
    const step = fc.tuple(fc.nat(200), fc.constantFrom(...keys), fc.boolean());
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const chains = new Chains();
        const keyOf = new Map<number, number>();
        for (const [entry, key, adds] of steps) {
          if (keyOf.delete(entry)) chains.remove(entry);
          if (!adds) continue;
          chains.add(entry, key);
          keyOf.set(entry, key);
        }
        for (const key of keys) {
          const expected = [...keyOf].filter(([, other]) => other === key).map(([entry]) => entry);
          expect(entriesOf(chains, key)).toEqual(expected.sort((a, b) => a - b));
        }
      }),
    );
  });

  it('takes a number of more than 32 bits for its last 32', () => {
    const chains = new Chains();
    chains.add(3, 2 ** 40 + 7);
    expect(entriesOf(chains, 7)).toEqual([3]);
    expect(entriesOf(chains, 2 ** 40 + 7)).toEqual([3]);
  });
});
