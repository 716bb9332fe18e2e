import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Postings } from '../../../src/stages/cluster/postings.ts';
import { SlotLists } from '../../../src/stages/cluster/slot-lists.ts';
import { SlotSet } from '../../../src/stages/cluster/slot-set.ts';
import { Pages } from '../../../src/stages/cluster/vector.ts';

const WORDS = 6;
const steps = fc.array(fc.record({ word: fc.nat(WORDS - 1), slot: fc.nat(40), removes: fc.boolean() }), {
  maxLength: 400,
});

describe('SlotLists', () => {
  it('are lists in order, each number once', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const lists = new SlotLists();
        const expected = Array.from({ length: WORDS }, () => new Set<number>());
        for (const { word, slot, removes } of all) {
          const set = expected[word] as Set<number>;
          if (removes) lists.remove(word, slot);
          else expect(lists.add(word, slot)).toBe(!set.has(slot));
          if (removes) set.delete(slot);
          else set.add(slot);
        }
        const found = expected.map((_, word) => {
          const start = lists.startOf(word);
          return [...lists.arrayOf(word).subarray(start, start + lists.lengthOf(word))];
        });
        expect(found).toEqual(expected.map((set) => [...set].sort((a, b) => a - b)));
      }),
    );
  });
});

describe('SlotSet', () => {
  it('is a set', () => {
    const step = fc.tuple(fc.nat(100), fc.boolean());
    fc.assert(
      fc.property(fc.array(step), (all) => {
        const slots = new SlotSet();
        const expected = new Set<number>();
        for (const [slot, removes] of all) {
          if (removes) slots.remove(slot);
          else expect(slots.add(slot)).toBe(!expected.has(slot));
          if (removes) expected.delete(slot);
          else expected.add(slot);
        }
        expect([...slots]).toEqual([...expected].sort((a, b) => a - b));
        expect(slots.size).toBe(expected.size);
      }),
    );
  });
});

describe('Postings', () => {
  const pages = new Pages();
  const everyWord = () => {
    for (let word = 0; word < WORDS; word += 1) pages.count(word, 2);
    return pages.write();
  };

  it('gives the slots that share most, of the shortest lists', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 5 }), (all, entries, found) => {
        const postings = new Postings();
        const lists = Array.from({ length: WORDS }, () => new Set<number>());
        for (const { word, slot } of all) {
          postings.add(word, slot);
          lists[word]?.add(slot);
        }
        const weights = new Map<number, number>();
        let read = 0;
        const shortest = lists.map((slots, word) => ({ slots, word })).sort((a, b) => a.slots.size - b.slots.size);
        for (const { slots, word } of shortest) {
          read += slots.size;
          if (read > entries) break;
          for (const slot of slots) weights.set(slot, (weights.get(slot) ?? 0) + word + 1);
        }
        // The higher the slot the lower its rank.
        const ranks = Float64Array.from({ length: 41 }, (_, slot) => 100 - slot);
        const best = [...weights].sort(([a, weight], [b, other]) => other - weight || b - a).slice(0, found);
        const heaviest = (): number[] => postings.heaviest(everyWord(), (word) => word + 1, { entries, found }, ranks);
        expect(heaviest()).toEqual(best.map(([slot]) => slot));
        expect(heaviest()).toEqual(best.map(([slot]) => slot));
      }),
    );
  });

  it('reads a word again that very many had and few have now', () => {
    const postings = new Postings();
    const ranks = Float64Array.from({ length: 3000 }, (_, slot) => slot);
    const found = (): number[] => postings.heaviest(everyWord(), () => 1, { entries: 500, found: 2 }, ranks);
    for (let slot = 0; slot < 3000; slot += 1) expect(postings.add(2, slot)).toBe(true);
    for (let slot = 0; slot < 3000; slot += 7) expect(postings.add(2, slot)).toBe(false);
    expect(found()).toEqual([]);
    for (let slot = 0; slot < 2501; slot += 1) postings.remove(2, slot);
    expect(found()).toEqual([2501, 2502]);
    expect(postings.add(2, 2600)).toBe(false);
    expect(postings.add(2, 1)).toBe(true);
    expect(found()).toEqual([1, 2501]);
  });
});
