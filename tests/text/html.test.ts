import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bounded, decodeReferences, linesOfHtml, sanitise, textOfHtml } from '../../src/text/html.ts';

describe('textOfHtml', () => {
  it.each([
    ['plain   text', 'plain text'],
    ['Tom &amp; Jerry&rsquo;s &#8211; &#150;', 'Tom & Jerry’s – –'],
    ['<p>One</p><p>Two<br>three</p>', 'One Two three'],
    ['one<b>two</b>', 'onetwo'],
    ['<style>p{}</style><script>x<y</script>text', 'text'],
    ['<img alt="a > b">text<figcaption>caption</figcaption>', 'text'],
    ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
    ['zero\u200Bwidth \u202Eand\u0000 controls\uD800', 'zerowidth and controls'],
    ['e\u0301', 'é'],
    ['<p>unclosed <b', 'unclosed'],
  ])('%j → %j', (html, text) => {
    expect(textOfHtml(html)).toBe(text);
  });

  it('keeps the lines of blocks and of plain text apart', () => {
    expect(linesOfHtml('<div>one\nline</div><ul><li>two</li></ul>')).toEqual(['one line', 'two']);
    expect(linesOfHtml('one\n\n two &amp; more')).toEqual(['one', 'two & more']);
  });
});

describe('sanitise', () => {
  it.each([
    ['<p onclick="x" class="y">a</p>', '<p>a</p>'],
    ['<script>alert(1)</script><style>p{}</style>a', 'a'],
    ['<a href="javascript:x">a</a><a href="//x.example/">b</a>', '<a>a</a><a>b</a>'],
    ['<img src="data:image/png;base64,x"><img src="https://x.example/i.png" width="1">', ''],
    ['<img src="https://x.example/i.png" alt="a">', '<img src="https://x.example/i.png" alt="a" />'],
    ['<p>Text.</p><p>Share this story</p><p>12 comments</p>', '<p>Text.</p>'],
    ['one & two\nthree', 'one &amp; two<br>three'],
    [' one &lt;b&gt; &eacute; &amp;amp; "two" > ', 'one &lt;b&gt; é &amp;amp; "two" &gt;'],
    [']]><b>x', ']]&gt;<b>x</b>'],
  ])('%j → %j', (html, safe) => {
    expect(sanitise(html)).toBe(safe);
  });
});

describe('sanitise of text without tags', () => {
  const pieces = [
    '&',
    '&lt;',
    '&amp;lt;',
    '&#10;',
    '&nbsp;',
    '&eacute',
    '&#60',
    '&unknown;',
    '>',
    '"',
    '\r\n',
    ' ',
    'é',
    'words',
    ';',
    '#',
  ];

  it('says what it says of the same text in an element', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces)), (parts) => {
        const text = parts.join('').trim();
        expect(`<b>${sanitise(text)}</b>`).toBe(sanitise(`<b>${text}</b>`).replace(/\r?\n/g, '<br>'));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('bounded', () => {
  it('cuts where there are too many tags, or too many open ones', () => {
    expect(bounded('<p>a</p><p>b</p>', 10, 10)).toBe('<p>a</p><p>b</p>');
    expect(bounded('<p>a</p><p>b</p>', 2, 10)).toBe('<p>a</p>');
    expect(bounded('<b><b><b>x', 10, 2)).toBe('<b><b>');
    expect(bounded('<br><br><br>x', 10, 2)).toBe('<br><br><br>x');
  });
});

describe('decodeReferences', () => {
  it.each([
    ['&eacute;&hellip;&#x41;', 'é…A'],
    ['a < b &amp; c', 'a < b & c'],
    ['&unknown;', '&unknown;'],
  ])('%j → %j', (text, decoded) => {
    expect(decodeReferences(text)).toBe(decoded);
  });
});
