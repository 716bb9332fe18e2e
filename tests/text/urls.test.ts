import { describe, expect, it } from 'vitest';
import { canonicalUrl, httpUrl, registrableDomain, withoutCredentials, withoutSecrets } from '../../src/text/urls.ts';

describe('canonicalUrl', () => {
  it.each([
    ['http becomes https', 'http://daily.example/a', 'https://daily.example/a'],
    ['www goes', 'https://www.daily.example/a', 'https://daily.example/a'],
    ['the mobile host goes', 'https://m.daily.example/a', 'https://daily.example/a'],
    ['the AMP host goes', 'https://amp.daily.example/a', 'https://daily.example/a'],
    ['a short host stays', 'https://m.example/a', 'https://m.example/a'],
    ['default ports go', 'http://daily.example:80/a', 'https://daily.example/a'],
    ['other ports stay', 'http://daily.example:8080/a', 'https://daily.example:8080/a'],
    ['the host is lower case, the path is not', 'https://Daily.EXAMPLE/A', 'https://daily.example/A'],
    ['a slash at the end goes', 'https://daily.example/a/', 'https://daily.example/a'],
    ['index pages are their folder', 'https://daily.example/a/index.html', 'https://daily.example/a'],
    ['AMP pages are the page: at the end', 'https://daily.example/a/amp/', 'https://daily.example/a'],
    ['AMP pages are the page: at the start', 'https://daily.example/amp/a', 'https://daily.example/a'],
    ['AMP pages are the page: as a suffix', 'https://daily.example/a.amp.html', 'https://daily.example/a.html'],
    ['AMP pages are the page: by parameter', 'https://daily.example/a?outputType=amp', 'https://daily.example/a'],
    ['the AMP viewer', 'https://www.google.com/amp/s/www.daily.example/a', 'https://daily.example/a'],
    ['the AMP cache', 'https://daily-example.cdn.ampproject.org/c/s/daily.example/a', 'https://daily.example/a'],
    ['a word with amp in it stays', 'https://daily.example/camp', 'https://daily.example/camp'],
    [
      'tracking goes',
      'https://daily.example/a?utm_source=x&id=7&fbclid=y&AT_medium=rss',
      'https://daily.example/a?id=7',
    ],
    ['parameters are sorted', 'https://daily.example/a?b=2&a=1', 'https://daily.example/a?a=1&b=2'],
    ['ref=rss is tracking', 'https://daily.example/a?ref=rss', 'https://daily.example/a'],
    ['ref with a host is tracking', 'https://daily.example/a?ref=blog.example', 'https://daily.example/a'],
    ['ref with a value of its own is not', 'https://daily.example/a?ref=4711', 'https://daily.example/a?ref=4711'],
    ['escaped ampersands', 'https://daily.example/a?id=7&amp;utm_medium=rss', 'https://daily.example/a?id=7'],
    ['fragments go', 'https://daily.example/a#comments', 'https://daily.example/a'],
    ['routes stay', 'https://daily.example/#!/a', 'https://daily.example/#!/a'],
    ['routes without a bang stay', 'https://daily.example/app/#s/c71', 'https://daily.example/app#s/c71'],
    ['credentials go', 'https://me:secret@daily.example/a', 'https://daily.example/a'],
    ['percent signs in one case', 'https://daily.example/%e4', 'https://daily.example/%E4'],
    [
      'what needs no percent sign has none',
      'https://daily.example/%2Da%7e%61?q=%2d%2f',
      'https://daily.example/-a~a?q=-%2F',
    ],
    ['an escaped percent sign stays', 'https://daily.example/%252D', 'https://daily.example/%252D'],
    ['sessions go', 'https://daily.example/a.do;jsessionid=0A!-1!7', 'https://daily.example/a.do'],
    [
      'sessions of any folder go',
      'https://daily.example/a;SID=x/b;v=2;PHPSESSID=y?z=1',
      'https://daily.example/a/b;v=2?z=1',
    ],
    ['index pages have sessions, too', 'https://daily.example/a/index.html;jsessionid=1', 'https://daily.example/a'],
    ['sessions go from the query', 'https://daily.example/a?PHPSESSID=0123&id=7', 'https://daily.example/a?id=7'],
    ['other parameters of a path stay', 'https://daily.example/a;b=1;inside=2', 'https://daily.example/a;b=1;inside=2'],
    ['international names', 'https://bücher.example/a', 'https://xn--bcher-kva.example/a'],
  ])('%s', (_, url, expected) => {
    expect(canonicalUrl(url)).toBe(expected);
    expect(canonicalUrl(expected)).toBe(expected);
  });

  it.each([
    '',
    'daily.example/a',
    '/a',
    'ftp://daily.example/a',
    'javascript:alert(1)',
    'https://',
    'https://daily.example/',
    'http://www.daily.example',
  ])('has none for %j', (url) => {
    expect(canonicalUrl(url)).toBeNull();
  });
});

describe('registrableDomain', () => {
  it.each([
    ['https://www.news.daily.co.uk/a', 'daily.co.uk'],
    ['https://someone.blogspot.com/', 'someone.blogspot.com'],
    ['http://127.0.0.1/', null],
    ['http://localhost/', null],
    ['', null],
  ])('%s → %s', (url, domain) => {
    expect(registrableDomain(url)).toBe(domain);
  });
});

describe('withoutSecrets', () => {
  it.each([
    ['https://me:secret@git.example/x.atom?feed_token=glft-2bZ7wK9q', 'https://git.example/x.atom'],
    ['https://git.example/x.atom?a=1&apiKey=0123456789&b=2#c', 'https://git.example/x.atom?a=1&b=2#c'],
    ['https://a.example/?accessToken=0123456789', 'https://a.example/'],
    ['https://a.example/rss?key=sport', 'https://a.example/rss?key=sport'],
    ['https://a.example/rss?monkey=0123456789&q=token', 'https://a.example/rss?monkey=0123456789&q=token'],
    [
      'https://v.example/feeds/videos.xml?channel_id=UCabcdefghij',
      'https://v.example/feeds/videos.xml?channel_id=UCabcdefghij',
    ],
    ['no address?token=0123456789', 'no address?token=0123456789'],
  ])('%s → %s', (url, shown) => {
    expect(withoutSecrets(url)).toBe(shown);
  });
});

describe('httpUrl and withoutCredentials', () => {
  it('write an address as browsers do', () => {
    expect(httpUrl(' https://me@daily.example/a b ')).toBe('https://daily.example/a%20b');
    expect(httpUrl('data:text/html,x')).toBeNull();
    expect(httpUrl(undefined)).toBeNull();
    expect(withoutCredentials('https://a:b@daily.example/x@y')).toBe('https://daily.example/x@y');
    expect(withoutCredentials('https://daily.example/@me')).toBe('https://daily.example/@me');
  });
});
