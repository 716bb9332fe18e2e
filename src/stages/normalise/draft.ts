import type { Enclosure, ParsedItem } from '../../model/feed.ts';
import type { IncomingItem, ItemKeys } from '../../model/item.ts';
import { cleanLine } from '../../text/clean.ts';
import type { OwnNames } from '../../text/titles.ts';
import { httpUrl, pageOf } from '../../text/urls.ts';
import type { Allowance } from './allowance.ts';
import { bodyOf } from './body.ts';
import { contentHashOf } from './content-hash.ts';
import { dateBy } from './date-by.ts';
import type { Candidate } from './identities.ts';
import { languageTagOf } from './language-tag.ts';
import { listOf } from './list-of.ts';
import { titleOf } from './title-of.ts';

const AUTHORS_MAX = 20;
const CATEGORIES_MAX = 50;
const ENCLOSURES_MAX = 20;

/** RFC 6838 §4.2, without parameters. */
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+/;

/** An address alone is no name, and its owner may not want to see it published again. */
const EMAIL = /^\S+@\S+$/;

/** What an item is cleaned by besides itself. */
export interface Context {
  /** Names of the outlet. */
  readonly own: OwnNames;
  readonly now: Date;
  readonly allowance: Allowance;
  /** Of the feed. */
  readonly language: string | null;
}

/** An item that is cleaned, but not yet told from the others of its document. */
export interface Draft extends Omit<IncomingItem, 'identity' | keyof ItemKeys>, Pick<Candidate, 'guid'> {
  /** As the publisher says, in ms; may lie in the future. */
  readonly published: number | null;
}

/** Cleans one item by the rules of docs/feeds.md. */
export function draftOf(item: ParsedItem, { own, now, language, allowance }: Context): Draft {
  const { url, canonicalUrl } = pageOf(item.link);
  const body = bodyOf(item, allowance);
  const { title, attribution } = titleOf(item, own, body.summary, url);
  const authors = listOf(
    item.authors.filter((author) => !EMAIL.test(author)),
    AUTHORS_MAX,
  );
  return {
    guid: item.id === undefined ? undefined : cleanLine(item.id) || undefined,
    url,
    canonicalUrl,
    title,
    attribution,
    summary: body.summary,
    contentHtml: body.contentHtml,
    authors,
    categories: listOf(item.categories, CATEGORIES_MAX),
    language: languageTagOf(item.language) ?? language,
    imageUrl: httpUrl(item.imageUrl) ?? body.imageUrl,
    enclosures: enclosuresOf(item),
    published: item.published?.getTime() ?? null,
    publishedAt: dateBy(item.published ?? item.updated, now),
    updatedAt: dateBy(item.updated, now),
    contentHash: contentHashOf([title, body.text, ...authors]),
  };
}

function enclosuresOf(item: ParsedItem): Enclosure[] {
  return item.enclosures
    .flatMap(({ url: given, type: said, bytes }) => {
      const url = httpUrl(given);
      const type = said?.match(MEDIA_TYPE)?.[0];
      return url ? [{ url, ...(type && { type }), ...(bytes && { bytes }) }] : [];
    })
    .slice(0, ENCLOSURES_MAX);
}
