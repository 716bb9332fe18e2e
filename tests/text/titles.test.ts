import { describe, expect, it } from 'vitest';
import { headlineOf, OwnNames } from '../../src/text/titles.ts';

const own = new OwnNames(['Daily Example', 'Daily Example - World News', 'dailyexample.com', 'dailyexample']);

describe('headlineOf', () => {
  it.each([
    ['Minister resigns over bridge', 'Minister resigns over bridge', null],
    ['Minister resigns over bridge - Daily Example', 'Minister resigns over bridge', null],
    ['Minister resigns over bridge | The Daily Example Online', 'Minister resigns over bridge', null],
    ['Minister resigns over bridge — DailyExample.com', 'Minister resigns over bridge', null],
    ['Minister resigns over bridge | World News | Daily Example', 'Minister resigns over bridge', null],
    ['Daily Example: Minister resigns over bridge', 'Minister resigns over bridge', null],
    ['Daily Example - Minister resigns over bridge', 'Minister resigns over bridge', null],
    ['Minister resigns over bridge — ABC News', 'Minister resigns over bridge', 'ABC News'],
    ['Minister resigns over bridge - Reuters', 'Minister resigns over bridge', 'Reuters'],
    [
      'Minister resigns over bridge - The Springfield Gazette',
      'Minister resigns over bridge',
      'The Springfield Gazette',
    ],
    ['Minister resigns over bridge - example.org', 'Minister resigns over bridge', 'example.org'],
    ['Minister resigns over bridge - report', 'Minister resigns over bridge - report', null],
    ['Minister resigns - what we know', 'Minister resigns - what we know', null],
    ['Live - everything you need to know', 'Live - everything you need to know', null],
    ['Reuters', 'Reuters', null],
    ['Daily Example', 'Daily Example', null],
    ['Hospital gets new wing - Full Report', 'Hospital gets new wing - Full Report', null],
    ['What you need to know – Morning Bulletin', 'What you need to know – Morning Bulletin', null],
    ['Today - Daily Example', 'Today - Daily Example', null],
    ['', '', null],
  ])('%s', (text, title, attribution) => {
    expect(headlineOf(text, own)).toEqual({ title, attribution });
  });

  it('takes long titles in their stride', () => {
    const text = ' - x'.repeat(100_000);
    const start = performance.now();
    expect(headlineOf(text, own).attribution).toBeNull();
    expect(performance.now() - start).toBeLessThan(500);
  });
});
