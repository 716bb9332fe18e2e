import { describe, expect, it } from 'vitest';
import type { IncomingItem, KnownItem } from '../../src/model/item.ts';
import { identify } from '../../src/stages/identify.ts';
import { keyOf } from '../../src/text/keys.ts';

const at = new Date('2024-03-05T10:00:00Z');

function item(change: Partial<IncomingItem> = {}): IncomingItem {
  return {
    identity: 'g1',
    url: 'https://daily.example/1',
    canonicalUrl: 'https://daily.example/1',
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
  const { identity, canonicalUrl, contentHash, url, title, publishedAt } = item(change);
  const urlKey = canonicalUrl && keyOf(canonicalUrl);
  return {
    id,
    sourceId: 1,
    identityKey: keyOf(identity),
    urlKey,
    contentHash,
    url,
    title,
    publishedAt: publishedAt ?? at,
  };
}

describe('identify', () => {
  it('finds what is new', () => {
    const fresh = item({
      identity: 'g2',
      canonicalUrl: 'https://daily.example/2',
      title: 'Council votes on the bridge',
    });
    expect(identify([item(), fresh], [known()])).toEqual({ fresh: [fresh], edited: [], unchanged: 1 });
    expect(identify([], [known()])).toEqual({ fresh: [], edited: [], unchanged: 0 });
  });

  it.each([
    ['a new guid for the same page', { identity: 'g2' }],
    ['a moved page with the same guid', { canonicalUrl: 'https://daily.example/moved' }],
    ['a link that goes', { canonicalUrl: null, url: null }],
  ])('knows it again in spite of %s', (_, change) => {
    expect(identify([item(change)], [known()])).toEqual({ fresh: [], edited: [], unchanged: 1 });
    const edited = item({ ...change, contentHash: 'h2' });
    expect(identify([edited], [known()])).toEqual({ fresh: [], edited: [{ id: 1, item: edited }], unchanged: 0 });
  });

  it('takes the first of two entries for one item', () => {
    const first = item({ identity: 'g1' });
    const second = item({ identity: 'g2', contentHash: 'h2' });
    expect(identify([first, second], []).fresh).toEqual([first]);
    expect(identify([first, second], [known()])).toEqual({ fresh: [], edited: [], unchanged: 1 });
  });
});
