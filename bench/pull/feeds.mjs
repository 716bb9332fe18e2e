/**
 * Invented feeds, the same for every run: N feeds of 30 items with descriptions of 1.5 KB, 64 KB a feed. Words follow Zipf's law, as
 * in real text; one item in ten tells an event that other feeds tell as well.
 */

import { randomFrom } from '../random.mjs';

const SYLLABLES =
  'ba be bo da de di do ka ke ki ko la le li lo ma me mi mo na ne ni no pa pe po ra re ri ro sa se si so ta te ti to va ve vi'.split(
    ' ',
  );
const VOCABULARY = 30_000;
const EVENTS = 2000;

const vocabulary = (() => {
  const random = randomFrom(1);
  return Array.from({ length: VOCABULARY }, () =>
    Array.from({ length: 2 + Math.floor(random() * 3) }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]).join(
      '',
    ),
  );
})();

/** Rank r is drawn about as often as 1/r. */
const word = (random) => vocabulary[Math.floor(VOCABULARY ** random()) - 1];
const words = (random, count) => Array.from({ length: count }, () => word(random)).join(' ');
const rare = (random) => vocabulary[Math.floor(VOCABULARY / 10 + random() * VOCABULARY * 0.9)];

/** Item `index` of feed `feed`, counted from the oldest; text alone. */
export function item(feed, index) {
  const random = randomFrom(feed * 100_003 + index);
  const shared = random() < 0.1 ? Math.floor(random() * EVENTS) : null;
  const event = randomFrom(shared === null ? 7_000_000 + feed * 1000 + index : 9_000_000 + shared);
  const names = [rare(event), rare(event), rare(event), rare(event)];
  return {
    id: `feed-${feed}-item-${index}`,
    title: `${names[0]} ${words(random, 3)} ${names[1]} ${words(random, 2)} ${names[2]} ${words(random, 2)}`,
    link: `https://outlet-${feed}.example/news/${index}`,
    description: `${names.join(' ')} ${words(random, 250)}`.slice(0, 1500),
  };
}

/** A whole RSS document of items `first` to `first + count`, newest first; an item is the same in each. */
export function document(feed, first, count, startedAt) {
  const items = [];
  for (let index = first + count - 1; index >= first; index--) {
    const { id, title, link, description } = item(feed, index);
    const published = new Date(startedAt - 3_600_000 + index * 60_000 - feed * 100).toUTCString();
    const padding = `<content:encoded><![CDATA[<p>${description.slice(0, 300)}</p>]]></content:encoded>`;
    items.push(
      `<item><title>${title}</title><link>${link}</link><guid isPermaLink="false">${id}</guid><pubDate>${published}</pubDate><description>${description}</description>${padding}</item>`,
    );
  }
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Outlet ${feed}</title><link>https://outlet-${feed}.example/</link><description>Invented</description>
${items.join('\n')}
</channel></rss>`;
}
