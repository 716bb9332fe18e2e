import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fingerprint, sketchOf } from '../../../src/stages/dedupe/fingerprint.ts';
import { type ComparedItem, KnownItems } from '../../../src/stages/dedupe/known-items.ts';
import { TextReader } from '../../../src/text/words/reader.ts';
import { WordStatistics } from '../../../src/text/words/statistics.ts';

const reader = new TextReader(new WordStatistics());
const hashes = (maxLength: number) =>
  fc.uniqueArray(fc.nat(40), { maxLength }).map((each) => Int32Array.from(each, (hash) => hash - 20).sort());
const text: fc.Arbitrary<Fingerprint> = fc.record({
  numbers: fc.nat(1),
  title: hashes(5),
  triples: hashes(30),
});
const item: fc.Arbitrary<ComparedItem> = fc.record({
  id: fc.nat(30),
  storyId: fc.nat(),
  outlet: fc.constantFrom('a', 'b').map((name) => reader.outletOf(name)),
  attribution: fc.constantFrom(null, 'a'),
  urlKey: fc.constantFrom(null, 'https://a.example/1', 'https://a.example/2'),
  headline: fc.constantFrom(null, 1, 2),
  text,
  at: fc.nat(100),
});

/** Whether one of the smallest hashes of one text is among those of the other. */
function mayBeAlike(a: Fingerprint, b: Fingerprint): boolean {
  return a.numbers === b.numbers && sketchOf(a).some((hash) => sketchOf(b).includes(hash));
}

const inOrder = (items: readonly ComparedItem[]): ComparedItem[] => [...items].sort((a, b) => a.id - b.id);

describe('KnownItems', () => {
  it('finds what a list of objects would find, whatever came and went', () => {
    const step = fc.record({ item, forgets: fc.option(fc.nat(100), { freq: 9 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), item, (steps, wanted) => {
        const items = new KnownItems();
        let expected: ComparedItem[] = [];
        for (const { item: added, forgets } of steps) {
          items.remove(added.id);
          items.add(added);
          if (forgets !== null) items.removeBefore(forgets);
          expected = [...expected.filter(({ id }) => id !== added.id), added].filter(({ at }) => at >= (forgets ?? 0));
        }
        const { urlKey, headline } = wanted;
        expect(items.size).toBe(expected.length);
        expect(inOrder(items.likeText(wanted.text))).toEqual(
          inOrder(expected.filter((each) => mayBeAlike(each.text, wanted.text))),
        );
        if (urlKey !== null) {
          const same = expected.filter((each) => each.urlKey === urlKey);
          expect(inOrder(items.withUrl(urlKey))).toEqual(inOrder(same));
        }
        if (headline !== null) {
          const same = expected.filter((each) => each.headline === headline);
          expect(inOrder(items.withHeadline(headline))).toEqual(inOrder(same));
        }
      }),
    );
  });

  it('keeps texts longer than a page apart from the others', () => {
    const long = Int32Array.from({ length: 200_000 }, (_, at) => at);
    const texts = [3, 200_000, 5, 40_000, 40_000].map((length) => long.slice(0, length));
    const items = new KnownItems();
    texts.forEach((triples, id) => {
      const fingerprint = { numbers: id, title: new Int32Array(), triples };
      const outlet = reader.outletOf('a');
      const rest = { storyId: 1, attribution: null, urlKey: null, headline: 7, at: 0 };
      items.add({ id, outlet, ...rest, text: fingerprint });
    });
    items.remove(1);
    expect(inOrder(items.withHeadline(7)).map(({ id, text: { triples } }) => [id, triples.length])).toEqual([
      [0, 3],
      [2, 5],
      [3, 40_000],
      [4, 40_000],
    ]);
  });
});
