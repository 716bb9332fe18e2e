import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanLine, cleanLines } from '../../src/text/clean.ts';

/** The rules one after the other, without a short cut. */
const slowly = (text: string) =>
  text
    .replace(/[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064]/g, '')
    .replace(/[\u2066-\u206f\ufeff\ufff9-\uffff]/g, '')
    .replace(/\p{Cs}/gu, '')
    .normalize('NFC')
    .replace(/[\s\x85]+/g, ' ')
    .trim();

describe('cleanLine', () => {
  it.each([
    ['two  spaces,\ta tab,\na line', 'two spaces, a tab, a line'],
    ['caf\u0065\u0301 – “quoted”', 'café – “quoted”'],
    ['soft\u00adhyphen, zero\u200bwidth, \u0000, \ud800', 'softhyphen, zerowidth, ,'],
    ['no\u00a0break', 'no break'],
  ])('%j → %j', (text, clean) => {
    expect(cleanLine(text)).toBe(clean);
  });

  it('leaves only what needs no cleaning, whatever two characters stand together', () => {
    const every = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
    expect(every.filter((character) => cleanLine(`a${character}b`) !== slowly(`a${character}b`))).toEqual([]);
    expect(every.filter((character) => cleanLine(`${character}\u0301`) !== slowly(`${character}\u0301`))).toEqual([]);
    const starters = ['a', 'é', 'カ', '각', 'و', 'ක'];
    for (const starter of starters) {
      expect(every.filter((character) => cleanLine(starter + character) !== slowly(starter + character))).toEqual([]);
    }
  });

  it('does so with any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => cleanLine(text) === slowly(text)));
  });
});

describe('cleanLines', () => {
  it('keeps lines apart and drops empty ones', () => {
    expect(cleanLines(' one \n\n two\u00a0\u00a0three\n\u200b\n')).toEqual(['one', 'two three']);
    expect(cleanLines(' one \n\n two')).toEqual(['one', 'two']);
  });
});
