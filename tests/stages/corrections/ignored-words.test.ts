import { expect, it } from 'vitest';
import { withoutWords } from '../../../src/stages/corrections/ignored-words.ts';

it.each([
  [['live'], 'Live: Olive growers live on', ' : Olive growers on'],
  [['live updates'], 'Quake live — updates as they come, live', 'Quake as they come, live'],
  [['update', 'live update'], 'Live update: an update', ' : an '],
  [['c++ (lang)'], 'C++ lang wins', ' wins'],
  [['速報'], '速報台風が上陸', ' 台風が上陸'],
  [['ＡＢＣ'], 'ABC says so', ' says so'],
  [['été'], "L'été arrive, étés", "L' arrive, étés"],
  [[], 'Nothing is ignored', 'Nothing is ignored'],
])('takes %j out of “%s”', (words, text, left) => {
  expect(withoutWords(words)(text).replace(/ +/g, ' ')).toBe(left);
});
