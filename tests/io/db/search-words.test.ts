import { expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();

it.each([
  ['plain ASCII: 3.5 % of it', 'plain ASCII: 3.5 % of it'],
  ['“Quoted” – it’s £5…', '“Quoted” – it’s £5...'],
  ['Café Zürich, naïve', 'Cafe Zurich, naive'],
  ['ﬁne ½ Ⅷ №', 'fine 1⁄2 VIII No'],
  ['東京に地震', ' 東  京  に  地  震 '],
])('folds %s', async (words, folded) => {
  const { rows } = await database().pool.query('select newsbraid.search_words($1) as folded', [words]);
  expect(rows).toEqual([{ folded }]);
});

it('folds every character as normalisation does, by whichever way', async () => {
  const { rows } = await database().pool.query(`
    select to_hex(code) as code, newsbraid.search_words(chr(code)) as folded
    from generate_series(1, 13311) as code
    where newsbraid.search_words(chr(code)) <> regexp_replace(
      regexp_replace(normalize(chr(code), nfkd), '[\\u0300-\\u036f]', '', 'g'),
      '([\\u3040-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff])', ' \\1 ', 'g')`);
  expect(rows).toEqual([]);
});
