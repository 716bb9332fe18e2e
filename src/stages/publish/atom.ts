import { type AtomFeed, generateAtomFeed } from 'feedsmith';
import type { Publication } from '../../model/publication.ts';
import { escapeText } from '../../text/escape.ts';
import { FEED_TYPES } from './addresses.ts';
import { type EntryView, type FeedContext, type FeedFrame, similarTo, viewEntry, viewFrame } from './feed-view.ts';
import { WrittenEntries } from './written-entries.ts';

/**
 * feedsmith's generator, because it knows `atom:source`, `rel=related`, `next` and `xml:lang`; `feed` 6 does not. It is slow (60 µs an
 * entry), so entries in `written` are not generated again; the document is the same with it and without.
 */
export function toAtom(publication: Publication, context: FeedContext, written = new WrittenEntries()): string {
  const view = viewFrame(publication, context);
  const given = publication.entries.map((entry) => [entry, similarTo(entry, publication)] as const);
  const keys = given.map(([entry, similar]) =>
    // The lead is one of the articles.
    JSON.stringify([context.base, view.language, { ...entry, lead: entry.lead.id }, similar]),
  );
  const entries = written.all(keys, (missing) =>
    writeEntries(
      view,
      missing.map((index) => viewEntry(...(given[index] as (typeof given)[number]), context)),
    ),
  );
  // One entry for all, with which the generator declares the namespaces that they need.
  const hasImage = entries.some((entry) => entry.includes(THUMBNAIL));
  const stand = { id: view.id, ...(hasImage && { media: { thumbnails: [{ url: view.id }] } }) };
  const texts = new Texts();
  const frame = texts.insert(generate(view, entries.length > 0 ? [stand] : [], texts));
  const [before = '', after] = frame.split(OPEN);
  const text =
    after === undefined ? before : before + entries.join('') + after.slice(after.indexOf(CLOSE) + CLOSE.length);
  return view.isArchive ? markArchive(text) : text;
}

/** How an entry begins and ends, as the generator indents it: nothing else in a document begins a line so. */
const OPEN = '\n  <entry';
const CLOSE = '\n  </entry>';
/** Only an element can hold a `<`. */
const THUMBNAIL = '<media:';

function writeEntries(view: FeedFrame, entries: readonly EntryView[]): string[] {
  if (entries.length === 0) return [];
  const texts = new Texts();
  const generated = generate(
    view,
    entries.map((entry) => toEntry(entry, view.language, texts)),
    texts,
  );
  const inside = generated.slice(generated.indexOf(OPEN), generated.lastIndexOf(CLOSE));
  return inside.split(CLOSE).map((entry) => texts.insert(entry) + CLOSE);
}

function generate(view: FeedFrame, entries: AtomFeed.Entry<Date>[], texts: Texts): string {
  return generateAtomFeed(
    {
      id: texts.hold(view.id),
      title: { value: texts.hold(view.title) },
      ...(view.subtitle && { subtitle: { value: texts.hold(view.subtitle) } }),
      updated: view.updated,
      generator: { text: 'Newsbraid' },
      links: feedLinks(view),
      xml: { lang: view.language },
      entries,
    },
    { stylesheets: [{ type: 'text/css', href: view.stylesheet }] },
  );
}

function feedLinks(view: FeedFrame): { href: string; rel: string; type?: string }[] {
  const links = [
    { href: view.self, rel: 'self', type: FEED_TYPES.atom },
    { href: view.page, rel: 'alternate', type: 'text/html' },
    ...view.links.map((link) => ({ ...link, type: FEED_TYPES.atom })),
  ];
  return view.hub ? [...links, { href: view.hub, rel: 'hub' }] : links;
}

function toEntry(entry: EntryView, language: string, texts: Texts) {
  return {
    id: entry.id,
    title: { value: texts.hold(entry.title) },
    updated: entry.updated,
    published: entry.published,
    authors: entry.authors.map((name) => ({ name: texts.hold(name) })),
    categories: entry.categories.map((term) => ({ term })),
    ...(entry.language && entry.language !== language && { xml: { lang: entry.language } }),
    links: [
      { href: entry.url, rel: 'alternate', type: 'text/html', ...(entry.language && { hreflang: entry.language }) },
      ...entry.related.map(({ href, title, language }) => ({
        href,
        rel: 'related',
        title,
        ...(language && { hreflang: language }),
      })),
      ...(entry.url === entry.page
        ? []
        : [{ href: entry.page, rel: 'related', type: 'text/html', title: 'All coverage' }]),
    ],
    ...(entry.summary && { summary: { value: texts.hold(entry.summary) } }),
    content: { type: 'html', value: texts.hold(entry.html) },
    source: {
      id: texts.hold(entry.source.id),
      title: { value: texts.hold(entry.source.title) },
      // The feed is at least as new as what it brought us.
      updated: entry.published,
      links: [
        { href: entry.source.id, rel: 'self' },
        ...(entry.source.site ? [{ href: entry.source.site, rel: 'alternate' }] : []),
      ],
    },
    ...(entry.image && { media: { thumbnails: [{ url: entry.image }] } }),
  };
}

/**
 * Text that holds `&` or `<`, put into the document after it was generated. The generator would write it as CDATA on a line of its
 * own, and so put white space around an id or address with a query string, where RFC 4287 §2 allows none; and it would go over
 * the content, most of the document, many times.
 */
class Texts {
  readonly #held: string[] = [];

  /** What the generator gets in its place: U+FFFF, which is in no XML text, around its number. */
  hold(text: string): string {
    return /[&<>]/.test(text) ? `\uFFFF${this.#held.push(escapeText(text.trim())) - 1}\uFFFF` : text;
  }

  insert(generated: string): string {
    return generated.replace(/\uFFFF(\d+)\uFFFF/g, (_place, number: string) => this.#held[Number(number)] as string);
  }
}

/** RFC 5005 §4 wants `fh:archive` in an archive page; the generator does not know that namespace. */
function markArchive(text: string): string {
  return text.replace(
    /<feed ([^>]*)>/,
    '<feed $1 xmlns:fh="http://purl.org/syndication/history/1.0">\n  <fh:archive/>',
  );
}
