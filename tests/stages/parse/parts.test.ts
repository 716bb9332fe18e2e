import { describe, expect, it } from 'vitest';
import { areClosed, partsOf, withoutItems } from '../../../src/stages/parse/parts.ts';

const rss = (items: string, channel = '<title>Harbour</title>', root = '<rss version="2.0">') =>
  `${root}<channel>${channel}${items}</channel></rss>`;
const partsIn = (text: string, itemsMax = 10) => partsOf(Buffer.from(text), itemsMax);
const contextOf = (text: string) => partsIn(text)?.context;

/** The items as they stand in the document. */
function itemsIn(text: string): string[] | undefined {
  const bytes = Buffer.from(text);
  return partsOf(bytes, 10)?.items.map(({ from, to }) => bytes.subarray(from, to).toString());
}

const A = '<item><title>Fähre läuft aus</title></item>';
const B = '<item\nrdf:about="b"><title>海へ</title></item>';

describe('the items of a document', () => {
  it.each([
    ['RSS', rss(`${A}\n${B}`), [A, B]],
    [
      'Atom',
      '<feed><entry>a</entry> <entry xml:lang="de">b</entry></feed>',
      ['<entry>a</entry>', '<entry xml:lang="de">b</entry>'],
    ],
    ['a namespace of its own', '<a:feed><a:entry>a</a:entry></a:feed>', ['<a:entry>a</a:entry>']],
    ['names that only begin alike', rss(`<items><item_id>1</item_id></items>${A}`), [A]],
  ])('are told apart in %s', (_, text, items) => {
    expect(itemsIn(text)).toEqual(items);
  });

  it.each([
    ['there are none', rss('')],
    ['one does not end before the next', rss(`<item><title>Open</title>${A}`)],
    ['the last does not end', rss(`${A}<item><title>Open</title>`)],
    ['one closes itself', rss(`<item/>${A}`)],
    ['it is no XML', '{"items": []}'],
  ])('are not where %s', (_, text) => {
    expect(partsIn(text)).toBeNull();
  });

  it('are not where there are more than are read', () => {
    expect(partsIn(rss(A + B), 2)?.items).toHaveLength(2);
    expect(partsIn(rss(A + B), 1)).toBeNull();
  });

  it('have equal fingerprints where they are equal byte for byte', () => {
    const [a, b, again] = partsIn(rss(A + B + A))?.items ?? [];
    expect(a?.fingerprint).toBe(again?.fingerprint);
    expect(a?.fingerprint).not.toBe(b?.fingerprint);
  });

  it('can be left out', () => {
    const bytes = Buffer.from(rss(`${A}\n${B}`));
    const [a, b] = partsOf(bytes, 10)?.items ?? [];
    expect(Buffer.from(withoutItems(bytes, a ? [a] : [])).toString()).toBe(rss(`\n${B}`));
    expect(Buffer.from(withoutItems(bytes, a && b ? [a, b] : [])).toString()).toBe(rss('\n'));
    expect(Buffer.from(withoutItems(bytes, []))).toEqual(bytes);
  });
});

describe('what an item opens', () => {
  const areAllClosed = (...items: string[]) => {
    const bytes = Buffer.from(rss(items.join('')));
    return areClosed(bytes, partsOf(bytes, 10)?.items ?? []);
  };

  it.each([
    ['nothing', '<item>a</item>', true],
    ['a CDATA section that ends', '<item><![CDATA[a]]></item>', true],
    ['one that does not', '<item><title>a</title><![CDATA[</item>', false],
    ['a second that does not', '<item><![CDATA[a]]><![CDATA[</item>', false],
    ['a comment that does not', '<item><!-- a</item>', false],
  ])('ends with it: %s', (_, item, isClosed) => {
    expect(areAllClosed(A, item, B)).toBe(isClosed);
  });
});

describe('what stands around the items', () => {
  const known = contextOf(rss(A));

  it.each([
    ['other items', rss(B)],
    ['more items, and space between them', rss(`${A}\n  ${B}\n`)],
  ])('is the same with %s', (_, text) => {
    expect(contextOf(text)).toBe(known);
  });

  it.each([
    ['another title', rss(A, '<title>Port</title>')],
    ['another xml:base', rss(A, undefined, '<rss xml:base="https://b.example/">')],
    ['something between the items', rss(`${A}<!-- ${B} -->`)],
    ['an element around the items', rss(`<old>${A}</old>`)],
    ['its title after the items', rss(`${A}<title>Harbour</title>`, '')],
  ])('is not with %s', (_, text) => {
    expect(contextOf(text)).not.toBe(known);
  });

  it('is the same whenever the feed was written', () => {
    const at = (time: string) => contextOf(rss(A, `<title>Harbour</title><lastBuildDate>${time}</lastBuildDate>`));
    expect(at('Mon, 02 Nov 2026 10:00:00 GMT')).toBe(at('Tue, 03 Nov 2026 10:00:00 GMT'));
    expect(at('Mon, 02 Nov 2026 10:00:00 GMT')).not.toBe(known);
  });
});
