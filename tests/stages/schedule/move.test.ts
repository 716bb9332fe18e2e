import { describe, expect, it } from 'vitest';
import { DAY } from '../../../src/model/duration.ts';
import type { FetchResult, SourceState } from '../../../src/model/poll.ts';
import type { ClaimedSource } from '../../../src/model/source.ts';
import { movedAddress } from '../../../src/stages/schedule/move.ts';
import { ago, body, failed, poll } from './polls.ts';

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
    expect(states.at(-1)).toMatchObject({ status: 'failing', movedTo: there });
  });

  it('is looked at again every so often', () => {
    const asked = polls(moved, moved, ...Array.from({ length: 60 }, () => moved)).map(movedAddress);
    expect(asked.slice(2).filter((address) => address === null)).toHaveLength(1);
  });

  const old = 'old';
  type Sites = Readonly<Record<string, FetchResult>>;

  /** Polls of a source whose addresses answer so, that begins with this; the places that were asked, and the last state. */
  function visits(count: number, sites: Sites, begin: Partial<ClaimedSource> = {}) {
    let source = { movedTo: there, movedPolls: 7, failures: 0, ...begin };
    const asked: string[] = [];
    let state: SourceState | undefined;
    for (let visit = 0; visit < count && state?.status !== 'gone'; visit++) {
      const address = movedAddress(source) ?? old;
      asked.push(address);
      state = poll(source, sites[address] as FetchResult);
      source = { ...source, ...state };
    }
    return { asked, state: state as SourceState };
  }

  it.each([404, 410, 503])(
    'whose old address is dead (%d) is asked at the new one again after a failure there',
    (status) => {
      const after = visits(1, { [there]: failed(503) }).state;
      const { asked, state } = visits(4, { [old]: failed(status), [there]: body() }, after);
      expect(asked).toEqual([old, there, there, there]);
      expect(state).toMatchObject({ status: 'ok', movedTo: there });
    },
  );

  it.each([404, 410, 503])('outlives a look at an old address that is dead (%d)', (status) => {
    const { asked, state } = visits(200, { [old]: failed(status), [there]: body() });
    expect(asked.filter((address) => address === old).length).toBeLessThanOrEqual(4);
    expect(state).toMatchObject({ status: 'ok', movedTo: there });
  });

  it('is asked at either address in turn while both fail, and found where one of them works again', () => {
    const { asked, state } = visits(6, { [old]: failed(410), [there]: failed(503) });
    expect(asked).toEqual([there, old, there, old, there, old]);
    expect(state).toMatchObject({ status: 'failing', failures: 6, movedTo: there });
    expect(visits(2, { [old]: failed(410), [there]: body() }, state).state).toMatchObject({
      status: 'ok',
      failures: 0,
    });
    const back = visits(2, { [old]: body(), [there]: failed(503) }, state).state;
    expect(back).toMatchObject({ status: 'ok', movedTo: null, movedPolls: 0 });
  });

  it('is gone once its new address has been for a month, and the old one brought nothing meanwhile', () => {
    const month = { failures: 20, firstFailedAt: ago(31 * DAY) };
    expect(visits(1, { [there]: failed(410) }, month).state.status).toBe('gone');
    expect(visits(1, { [there]: failed(410) }, { ...month, firstFailedAt: ago(DAY) }).state.status).toBe('failing');
    expect(visits(1, { [old]: failed(410) }, { ...month, movedPolls: 50 }).state.status).toBe('failing');
  });

  it('that moves on is followed, whether its first address still works or not', () => {
    const further = 'https://newer.example/feed';
    const sites = { [there]: body({ permanentUrl: further }), [further]: body() };
    const dead = visits(4, { ...sites, [old]: failed(404) });
    expect(dead.asked).toEqual([there, old, further, further]);
    const alive = visits(4, { ...sites, [old]: body({ permanentUrl: further }) });
    expect(alive.asked).toEqual([there, old, further, further]);
    const mistaken = visits(4, { ...sites, [old]: moved });
    expect(mistaken.asked).toEqual([there, old, old, old]);
    expect(mistaken.state).toMatchObject({ movedTo: there, movedPolls: 3 });
  });
});
