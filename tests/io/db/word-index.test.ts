import fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { indexWords } from '../../../src/io/db/word-index.ts';
import { emptyDatabase, useDatabase } from '../../support/database.ts';
import { tell } from './small-world.ts';

const database = useDatabase();
const ask = async (text: string, values: unknown[] = []) => (await database().pool.query(text, values)).rows;
const WORDS = ['harbour', 'orchard', 'tramway'];

beforeEach(() => emptyDatabase(database()));

const toldOf = (count: number, word: string) =>
  Array.from({ length: count }, (_, index) => ({
    ...{ outlet: 'river', title: `${word} ${index}`, at: '2025-03-01T06:00Z', cluster: 1, story: 1 + index },
  }));

/** As the landing and the braid do it. */
const edit = (id: number, title: string) =>
  ask(
    'with edited as (update newsbraid.item set title = $2 where id = $1 returning id) insert into newsbraid.pending select id from edited on conflict do nothing',
    [id, title],
  );
const braid = () => ask('delete from newsbraid.pending');

it('finds every item by its words of now, whatever was edited, braided and indexed in between', async () => {
  const ids = await tell(database(), toldOf(4, 'harbour'));
  const titles = new Map(ids.map((id) => [id, 'harbour']));
  const step = fc.oneof(
    fc.record({ id: fc.constantFrom(...ids), word: fc.constantFrom(...WORDS) }),
    fc.constantFrom('braid' as const, 'index' as const),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      for (const what of steps) {
        if (what === 'braid') await braid();
        else if (what === 'index') await indexWords(database());
        else {
          titles.set(what.id, what.word);
          await edit(what.id, what.word);
        }
        for (const word of WORDS) {
          const found = await ask('select id from news.search($1) order by id', [word]);
          expect(found.map(({ id }) => id)).toEqual(ids.filter((id) => titles.get(id) === word));
        }
      }
    }),
    { numRuns: 40 },
  );
}, 20_000);

it('comes after the braid, and ends when told to', async () => {
  const [first] = await tell(database(), toldOf(3, 'harbour'));
  await ask('insert into newsbraid.pending values ($1)', [first]);
  expect(await indexWords(database())).toBe(0);
  await braid();
  expect(await indexWords(database(), AbortSignal.abort())).toBe(0);
  expect(await indexWords(database())).toBe(3);
  expect(await ask('select * from newsbraid.unsearched')).toEqual([]);
  expect(await indexWords(database())).toBe(0);
});

it('is done by one at a time', async () => {
  await tell(database(), toldOf(20, 'harbour'));
  const done = await Promise.all(Array.from({ length: 4 }, () => indexWords(database())));
  expect(done.reduce((sum, count) => sum + count, 0)).toBe(20);
  expect(await ask('select count(*)::int from newsbraid.searched')).toEqual([{ count: 20 }]);
});
