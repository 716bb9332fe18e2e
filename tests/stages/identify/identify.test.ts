import { describe, expect, it } from 'vitest';
import type { IncomingItem, KnownItem } from '../../../src/model/item.ts';
import { identify } from '../../../src/stages/identify/identify.ts';
import { keyOf } from '../../../src/text/keys.ts';
import { canonicalUrl } from '../../../src/text/urls.ts';

const at = new Date('2024-03-05T10:00:00Z');

function item(change: Partial<IncomingItem> = {}): IncomingItem {
  const { identity, canonicalUrl } = { identity: 'g1', canonicalUrl: 'https://daily.example/1', ...change };
  return {
    identity,
    identityKey: keyOf(identity),
    url: 'https://daily.example/1',
    canonicalUrl,
    urlKey: canonicalUrl && keyOf(canonicalUrl),
    title: 'Ferry runs aground off Gull Point',
    attribution: null,
    summary: '',
    contentHtml: '',
    authors: [],
    categories: [],
    language: null,
    imageUrl: null,
    enclosures: [],
    publishedAt: at,
    updatedAt: null,
    contentHash: 'h1',
    ...change,
  };
}

function known(change: Partial<IncomingItem> = {}, id = 1): KnownItem {
  const { identityKey, urlKey, contentHash, url, title, publishedAt } = item(change);
  return {
    id,
    sourceId: 1,
    identityKey,
    urlKey,
    contentHash,
    url,
    title,
    publishedAt: publishedAt ?? at,
  };
}

const seen = (...names: string[]) => ({ count: 1, keys: names.map(keyOf).join() });

describe('identify', () => {
  it('finds what is new', () => {
    const fresh = item({
      identity: 'g2',
      canonicalUrl: 'https://daily.example/2',
      title: 'Council votes on the bridge',
    });
    expect(identify([item(), fresh], [known()])).toEqual({ fresh: [fresh], edited: [], moved: [], held: 'all' });
    expect(identify([], [known()])).toEqual({ fresh: [], edited: [], moved: [], held: 'all' });
  });

  it.each([
    ['a new guid for the same page', { identity: 'g2' }],
    ['a moved page with the same guid', { canonicalUrl: 'https://daily.example/moved' }],
    ['a link that goes', { canonicalUrl: null, url: null }],
  ])('knows it again in spite of %s', (_, change) => {
    expect(identify([item(change)], [known()])).toEqual({ fresh: [], edited: [], moved: [], held: 'all' });
    const edited = item({ ...change, contentHash: 'h2' });
    expect(identify([edited], [known()])).toEqual({
      fresh: [],
      edited: [{ id: 1, item: edited }],
      moved: [],
      held: 'all',
    });
  });

  it.each([
    ['corrected', 'https://daily.example/1-b', true],
    ['on another host', 'https://new.example/1', true],
    ['with another query', 'https://daily.example/1?visit=7', false],
    ['with another session', 'https://daily.example/1;jsessionid=A7', false],
    ['on another machine of the site', 'https://m2.daily.example/1', false],
    ['by https now', 'http://daily.example/1', false],
    ['gone', null, false],
  ])('sees a page that is %s', (_, url, isMoved) => {
    const now = item({ url, canonicalUrl: url && canonicalUrl(url) });
    expect(identify([now], [known()]).moved).toEqual(isMoved ? [{ id: 1, item: now }] : []);
    expect(identify([{ ...now, contentHash: 'h2' }], [known()]).moved).toEqual([]);
  });

  describe('a guid that is given to another article', () => {
    const later = { title: 'Council votes on the bridge', publishedAt: new Date('2024-03-05T12:00:00Z') };
    const page = 'https://daily.example/2';
    const now = { ...later, canonicalUrl: page, url: page, contentHash: 'h2' };
    const reused = item(now);
    const identity = `g1 ${page}`;

    it('names it together with its page, and only then', () => {
      const fresh = [{ ...reused, identity, identityKey: keyOf(identity) }];
      expect(identify([reused], [known()])).toEqual({ fresh, edited: [], moved: [], held: 'all' });
      for (const same of [
        { publishedAt: at },
        { publishedAt: null },
        { title: 'Ferry aground off Gull Point' },
        { canonicalUrl: 'https://daily.example/1' },
        { canonicalUrl: null },
        { url: 'https://daily.example/4711234/council' },
      ]) {
        const edited = item({ ...now, ...same });
        const before = known({ url: 'https://daily.example/4711234/ferry' });
        expect(identify([edited], [before]).edited, JSON.stringify(same)).toEqual([{ id: 1, item: edited }]);
      }
    });

    it('is no guid that lasts, such as an address or a long number', () => {
      for (const identity of [
        'https://daily.example/?p=4711',
        'tag:daily.example,2024:1',
        '20240305123',
        'a-long-name-of-a-page-1',
      ]) {
        const edited = item({ ...now, identity });
        expect(identify([edited], [known({ identity })]).edited, identity).toEqual([{ id: 1, item: edited }]);
      }
    });

    it('follows the page where a list has shifted, whatever the dates', () => {
      const articles = ['Ferry aground', 'Council votes', 'Panda born'].map((title, at) => ({
        title,
        canonicalUrl: `https://daily.example/${at}`,
        url: `https://daily.example/${at}`,
        publishedAt: new Date(Date.parse('2024-03-05') - at * 3_600_000),
      }));
      const stored = articles.map((article, at) => known({ ...article, identity: `${at + 1}` }, at));
      const shifted = articles.slice(1).map((article, at) => item({ ...article, identity: `${at + 1}` }));
      expect(identify(shifted, stored)).toEqual({ fresh: [], edited: [], moved: [], held: 'all' });
    });

    it('loses nothing where such a guid numbers a list that shifts', () => {
      const articles = ['Ferry aground', 'Council votes', 'Panda born', 'Bridge closed'].map((title, at) => ({
        title,
        canonicalUrl: `https://daily.example/${at}`,
        url: `https://daily.example/${at}`,
        contentHash: `h${at}`,
      }));
      const guid = (at: number) => `https://daily.example/feed#${at}`;
      const stored = articles.slice(0, 3).map((article, at) => known({ ...article, identity: guid(at) }, at));
      const shifted = articles.slice(1).map((article, at) => item({ ...article, identity: guid(at) }));
      const { fresh, edited, held } = identify(shifted, stored);
      const told = [...fresh, ...edited.map(({ item }) => item)].map(({ title }) => title);
      expect({ told, held }).toEqual({ told: ['Council votes', 'Panda born', 'Bridge closed'], held: 'all' });
    });

    it('is known again by that', () => {
      const stored = known({ ...reused, identity, identityKey: keyOf(identity) }, 2);
      expect(identify([reused], [known(), stored])).toEqual({ fresh: [], edited: [], moved: [], held: 'all' });
      const edited = { ...reused, contentHash: 'h3' };
      expect(identify([edited], [known(), stored]).edited.map(({ id }) => id)).toEqual([2]);
    });
  });

  const time = new Date('2024-03-05T10:12:34Z');
  it.each([
    [
      'the headline, in guid and address too',
      { identity: 'ferry-runs-aground', canonicalUrl: 'https://daily.example/ferry-runs-aground' },
      {
        identity: 'ferry-aground',
        canonicalUrl: 'https://daily.example/ferry-aground',
        title: 'Ferry aground off Gull Point: 12 hurt',
      },
      false,
    ],
    [
      'the headline, in guid and address too, at the same minute',
      { identity: 'a', canonicalUrl: 'https://daily.example/a', url: 'https://daily.example/a', publishedAt: time },
      {
        identity: 'b',
        canonicalUrl: 'https://daily.example/b',
        url: 'https://daily.example/b',
        publishedAt: time,
        title: 'Ferry aground off Gull Point',
      },
      true,
    ],
    [
      'the site, with all guids and addresses',
      {
        identity: 'https://old.example/news/ferry',
        canonicalUrl: 'https://old.example/news/ferry',
        url: 'https://old.example/news/ferry',
        publishedAt: time,
        title: 'Now',
      },
      {
        identity: 'https://new.example/news/ferry',
        canonicalUrl: 'https://new.example/news/ferry',
        url: 'https://new.example/news/ferry',
        publishedAt: time,
        title: 'Then',
      },
      true,
    ],
    [
      'the date and the headline, but not the number in the address',
      { identity: 'a', canonicalUrl: 'https://daily.example/4711234-a', url: 'https://daily.example/4711234-a' },
      {
        identity: 'b',
        canonicalUrl: 'https://daily.example/4711234-b',
        url: 'https://daily.example/4711234-b',
        publishedAt: time,
        title: 'Ferry aground off Gull Point',
      },
      true,
    ],
    [
      'nothing but the day of a series',
      { identity: 'a', canonicalUrl: 'https://daily.example/a', publishedAt: time, title: 'Lottery results of day 5' },
      { identity: 'b', canonicalUrl: 'https://daily.example/b', publishedAt: time, title: 'Lottery results of day 6' },
      false,
    ],
  ])('where a publisher changes %s', (_, before, after, same) => {
    const now = item({ ...after, contentHash: 'h2' });
    const found = identify([now], [known(before, 7)]);
    expect(found).toEqual(
      same
        ? { fresh: [], edited: [{ id: 7, item: now }], moved: [], held: 'all' }
        : { fresh: [now], edited: [], moved: [], held: 'all' },
    );
  });

  it('does not take a new item for a known one that is still in the document', () => {
    const still = item({ publishedAt: time });
    const other = item({ identity: 'b', canonicalUrl: 'https://daily.example/b', publishedAt: time });
    expect(identify([still, other], [known({ publishedAt: time })])).toEqual({
      fresh: [other],
      edited: [],
      moved: [],
      held: 'all',
    });
  });

  it('gives the same answer in any order, and none for what left or came back', () => {
    const items = [1, 2, 3, 4].map((n) =>
      item({ identity: `g${n}`, canonicalUrl: `https://daily.example/${n}`, title: `Story number ${n}` }),
    );
    const all = items.map((one, index) =>
      known({ identity: one.identity, canonicalUrl: one.canonicalUrl, title: one.title }, index),
    );
    expect(identify(items.toReversed(), all)).toEqual({ fresh: [], edited: [], moved: [], held: 'all' });
    expect(identify(items.slice(2), all)).toEqual({ fresh: [], edited: [], moved: [], held: 'all' });
  });

  it('finds nothing new in what was not read again', () => {
    expect(identify([], [], seen('g1', 'https://daily.example/1'))).toEqual({
      fresh: [],
      edited: [],
      moved: [],
      held: 'all',
    });
  });

  it('takes nothing where an item that was not read may be stored as one that was', () => {
    const moved = item({ canonicalUrl: 'https://daily.example/2', contentHash: 'h2' });
    const nothing = { fresh: [], edited: [], moved: [], held: 'unclear' };
    for (const keys of [seen('g2', 'https://daily.example/1'), seen('g1', 'https://daily.example/3')]) {
      expect(identify([moved], [known()], keys)).toEqual(nothing);
    }
    expect(identify([moved], [known()], seen('g2', 'https://daily.example/3')).held).toBe('all');
  });

  it('says when an entry took the place of another, which is not stored then', () => {
    const moved = item({ canonicalUrl: 'https://daily.example/2', contentHash: 'h2' });
    const heir = item({ identity: 'g2' });
    expect(identify([moved, heir], [known()])).toEqual({
      fresh: [],
      edited: [{ id: 1, item: moved }],
      moved: [],
      held: 'not-all',
    });
  });
});
