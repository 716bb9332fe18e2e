import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/text/nearest.ts';

const KNOWN = ['Business', 'Science', 'Sport', 'Technology', 'UK politics', 'World', 'de'];

describe('nearest', () => {
  it.each([
    ['sience', ['Science']],
    ['TECHNOLGY', ['Technology']],
    ['sports', ['Sport']],
    ['politics', ['UK politics']],
    ['world news', ['World']],
    ['wordl', ['World']],
    ['da', ['de']],
    ['weather', []],
    ['x', []],
    ['', []],
  ])('%s', (wanted, expected) => {
    expect(nearest(wanted, KNOWN)).toEqual(expected);
  });
});
