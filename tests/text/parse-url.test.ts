import { expect, it } from 'vitest';
import { parseUrl } from '../../src/text/parse-url.ts';
import { withoutCredentials } from '../../src/text/urls.ts';

it('reads an address the same however often it is asked', () => {
  const hosts = new Set<string | undefined>();
  for (let time = 0; time < 20_000; time += 1) hosts.add(parseUrl('https://zürich.example/')?.hostname);
  expect([...hosts]).toEqual(['xn--zrich-kva.example']);
  expect(withoutCredentials('https://me:secret@zürich.example/')).toBe('https://xn--zrich-kva.example/');
});

it.each(['', 'zürich', 'http://', 'https://a b/'])('says that %j is none', (text) => {
  expect(parseUrl(text)).toBeNull();
});

it('reads a relative address', () => {
  expect(parseUrl('../b', 'https://a.example/c/d')?.href).toBe('https://a.example/b');
});
