import { describe, expect, it } from 'vitest';
import { parse } from '../../../src/stages/parse/parse.ts';

const url = 'https://feeds.example/daily/rss.xml';
const ITEM = '<item><title>Ferry aground</title><link>1</link><description>&lt;img src="a.png"></description></item>';

async function read(document: string) {
  const feed = await parse(Buffer.from(document), { contentType: null, url });
  const [item] = feed.items;
  return { feed: feed.link, item: item?.link, image: /src="([^"]*)"/.exec(item?.content ?? item?.summary ?? '')?.[1] };
}

describe('xml:base of RSS', () => {
  const rss = (root: string, channel: string, item = ITEM) =>
    `<rss version="2.0"${root}><channel${channel}><title>Daily</title><link>https://daily.example/news/</link>${item}</channel></rss>`;
  const within = (base: string) => ITEM.replace('<item>', `<item xml:base="${base}">`);
  const at = (base: string) => ({ feed: 'https://daily.example/news/', item: `${base}1`, image: `${base}a.png` });

  it.each([
    ['of none, the site and the page', rss('', ''), { ...at('https://daily.example/news/') }],
    ['of the root', rss(' xml:base="https://base.example/"', ''), at('https://base.example/')],
    ['of the channel', rss('', ' xml:base="https://base.example/"'), at('https://base.example/')],
    ['of the item', rss('', '', within('https://base.example/')), at('https://base.example/')],
    ['relative to the document', rss(' xml:base="deep/"', ''), at('https://feeds.example/daily/deep/')],
    [
      'relative to those around it',
      rss(' xml:base="https://base.example/a/"', ' xml:base="b/"', within('c/')),
      at('https://base.example/a/b/c/'),
    ],
    [
      'of RDF',
      `<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xml:base="https://base.example/">
        <channel><title>Daily</title><link>https://daily.example/news/</link></channel>${ITEM}</rdf:RDF>`,
      at('https://base.example/'),
    ],
    [
      'of a channel without a root around it',
      `<channel xml:base="b/"><title>Daily</title><link>https://daily.example/news/</link>${ITEM}</channel>`,
      at('https://feeds.example/daily/b/'),
    ],
    [
      'of a text',
      rss(' xml:base="https://base.example/"', '', ITEM.replace('<description>', '<description xml:base="t/">')),
      { ...at('https://base.example/'), image: 'https://base.example/t/a.png' },
    ],
  ])('%s', async (_, document, expected) => {
    expect(await read(document)).toEqual(expected);
  });
});

describe('xml:base of Atom', () => {
  it('holds for whatever has an address, relative to those around it', async () => {
    const document = `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="../a/"><title>Daily</title>
      <link rel="self" href="f" xml:base="self/"/><entry xml:base="b/"><title>Ferry aground</title><id>1</id><link href="1"/>
      <link rel="enclosure" href="e.mp3" xml:base="sound/"/><source xml:base="s/"><title>Gull</title><link href="g"/></source>
      <content type="html" xml:base="c/">&lt;img src="a.png"></content></entry></feed>`;
    const base = 'https://feeds.example/a/';
    expect(await read(document)).toEqual({ feed: undefined, item: `${base}b/1`, image: `${base}b/c/a.png` });
    const feed = await parse(Buffer.from(document), { contentType: null, url });
    expect(feed).toMatchObject({
      selfUrl: `${base}self/f`,
      items: [{ enclosures: [{ url: `${base}b/sound/e.mp3` }], via: { url: `${base}b/s/g` } }],
    });
  });
});
