import { describe, expect, it } from 'vitest';
import { countAt, eachWord, Pages, wordAt } from '../../../src/stages/cluster/vector.ts';

describe('Pages', () => {
  it('writes each word once, in order, and how much it counts', () => {
    const pages = new Pages();
    for (const [word, halves] of [
      [7, 5],
      [16_777_215, 2],
      [7, 2],
      [0, 2],
      [3, 2],
    ] as const) {
      pages.count(word, halves);
    }
    for (let times = 0; times < 1000; times += 1) pages.count(3, 2);
    const text = pages.write();
    const words = new Map<number, number>();
    eachWord(text, (word, count) => words.set(word, count));
    expect([...words.keys()]).toEqual([7, 16_777_215, 0, 3]);
    expect([...words.values()]).toEqual([1 + Math.log(3.5), 1, 1, 1 + Math.log(127.5)].map(Math.fround));
  });

  it('keeps every text as it was written, however many pages they take', () => {
    const pages = new Pages();
    const texts = Array.from({ length: 300 }, (_, text) => {
      for (let word = 0; word < text * 3; word += 1) pages.count(word + text, 2);
      return pages.write();
    });
    texts.forEach((text, at) => {
      expect(text.end - text.start).toBe(at * 3);
      if (at === 0) return;
      expect([wordAt(text, text.start), wordAt(text, text.end - 1)]).toEqual([at, at * 4 - 1]);
      expect(countAt(text, text.start)).toBe(1);
    });
  });
});
