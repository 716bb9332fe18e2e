import { describe, expect, it } from 'vitest';
import { Kept } from '../../../src/io/http/kept.ts';
import { NewsbraidError } from '../../../src/model/errors.ts';

function setUp(sizeMax = 10) {
  const state = { version: 1, made: 0, stale: [] as unknown[] };
  const kept = new Kept<string>({
    version: () => state.version,
    sizeMax,
    sizeOf: (value) => value.length,
    onStale: (error) => state.stale.push(error),
  });
  const make = (value: string) => async () => {
    state.made++;
    return value;
  };
  return { state, kept, make };
}

const failing = (error: Error) => () => Promise.reject(error);

describe('what is kept', () => {
  it('is made once for many, and again after a change', async () => {
    const { state, kept, make } = setUp();
    expect(await Promise.all([kept.get('a', 'version', make('1')), kept.get('a', 'version', make('2'))])).toEqual([
      '1',
      '1',
    ]);
    expect(kept.peek('a')).toBe('1');
    state.version++;
    expect(kept.peek('a')).toBe(undefined);
    expect([await kept.get('a', 'minute', make('3')), state.made]).toEqual(['3', 2]);
  });

  it('is bounded, and the least recently used goes first', async () => {
    const { kept, make } = setUp(10);
    for (const key of ['a', 'b']) await kept.get(key, 'version', make('four'));
    kept.peek('a');
    await kept.get('c', 'version', make('four'));
    expect([kept.peek('a'), kept.peek('b'), kept.peek('c')]).toEqual(['four', undefined, 'four']);
    await kept.get('huge', 'version', make('more than ten characters'));
    expect([kept.peek('a'), kept.peek('huge')]).toEqual([undefined, 'more than ten characters']);
  });

  it('stands a little longer while it cannot be made anew', async () => {
    const { state, kept, make } = setUp();
    await expect(kept.get('a', 'version', failing(new Error('no database')))).rejects.toThrow('no database');
    await kept.get('a', 'version', make('old'));
    state.version++;
    expect(await kept.get('a', 'version', failing(new Error('no database')))).toBe('old');
    expect(state.stale).toEqual([new Error('no database')]);
    expect(kept.peek('a')).toBe('old');
    state.version++;
    const wrong = new NewsbraidError('bad_filter', 'no such outlet');
    await expect(kept.get('a', 'version', failing(wrong))).rejects.toBe(wrong);
    expect(await kept.get('a', 'version', make('new'))).toBe('new');
  });
});
