import { describe, expect, it } from 'vitest';
import type { FetchResult, SourceState } from '../../../src/model/poll.ts';
import type { ClaimedSource } from '../../../src/model/source.ts';
import { movedAddress } from '../../../src/stages/schedule/move.ts';
import { body, failed, poll } from './polls.ts';

describe('a source that moves', () => {
  const there = 'https://new.example/feed';
  const moved = body({ permanentUrl: there });

  /** Polls one after the other, each beginning with what the last one left. */
  function polls(...results: FetchResult[]): SourceState[] {
    let source: Partial<ClaimedSource> = {};
    return results.map((fetched) => {
      const state = poll(source, fetched);
      source = { movedTo: state.movedTo, movedPolls: state.movedPolls };
      return state;
    });
  }

  it('is asked at its new address once three polls in a row have said so', () => {
    expect(polls(moved, moved, moved, body(), body()).map(movedAddress)).toEqual([null, null, there, there, there]);
  });

  it('is not, if one of them says otherwise', () => {
    const elsewhere = body({ permanentUrl: 'https://other.example/' });
    expect(polls(moved, moved, body(), moved).map(movedAddress)).toEqual([null, null, null, null]);
    expect(polls(moved, moved, elsewhere, moved, moved).map(movedAddress)).toEqual([null, null, null, null, null]);
  });

  it('is not shaken by a failure on the way', () => {
    expect(polls(moved, moved, failed(500), moved).map(({ movedPolls }) => movedPolls)).toEqual([1, 2, 2, 3]);
  });

  it('is asked at its old address when the new one fails, and does not end with it', () => {
    const states = polls(moved, moved, moved, failed(410));
    expect(states.map(movedAddress)).toEqual([null, null, there, null]);
    expect(states.at(-1)).toMatchObject({ status: 'failing', movedTo: there, movedPolls: 1 });
  });

  it('is looked at again every so often', () => {
    const asked = polls(moved, moved, ...Array.from({ length: 60 }, () => moved)).map(movedAddress);
    expect(asked.slice(2).filter((address) => address === null)).toHaveLength(1);
  });
});
