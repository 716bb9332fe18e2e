import { describe, expect, it } from 'vitest';
import { entryIdOf, keyOf } from '../../src/text/keys.ts';

describe('keyOf', () => {
  it('is the MD5 of the UTF-8 text, as Postgres computes it with md5(text)::uuid', () => {
    expect(keyOf('')).toBe('d41d8cd9-8f00-b204-e980-0998ecf8427e');
    expect(keyOf('Zürich')).not.toBe(keyOf('Zurich'));
  });
});

describe('entryIdOf', () => {
  it('is a version 5 UUID that never changes', () => {
    const id = entryIdOf('https://daily.example/feed.xml', 'tag:daily.example,2024:1');
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(id).toBe(entryIdOf('https://daily.example/feed.xml', 'tag:daily.example,2024:1'));
    // Written down: a change of this value is a change of every id that readers have seen.
    expect(id).toBe('634ffb7b-8de0-57fb-9167-d40fda3357a8');
  });

  it('tells sources and identities apart', () => {
    const ids = [
      entryIdOf('https://a.example/', '1'),
      entryIdOf('https://b.example/', '1'),
      entryIdOf('https://a.example/', '2'),
    ];
    expect(new Set(ids).size).toBe(3);
  });
});
