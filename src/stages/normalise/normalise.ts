import type { Enclosure, ParsedFeed, ParsedItem } from '../../model/feed.ts';
import type { IncomingFeed, IncomingItem } from '../../model/item.ts';
import { cleanLine } from '../../text/clean.ts';
import { textOfHtml } from '../../text/html.ts';
import { OwnNames } from '../../text/titles.ts';
import { httpUrl, pageOf, registrableDomain } from '../../text/urls.ts';
import { Allowance } from './allowance.ts';
import { bodyOf } from './body.ts';
import { dateBy } from './date-by.ts';
import { hashOf } from './hash-of.ts';
import { identitiesOf } from './identities.ts';
import { languageOf } from './language-of.ts';
import { listOf } from './list-of.ts';
import { titleOf } from './title-of.ts';

/** What is known of a source besides its document. */
export interface SourceFacts {
  readonly url: string;
  readonly outlet: string | null;
  readonly siteUrl: string | null;
  readonly language: string | null;
}

const AUTHORS_MAX = 20;
const CATEGORIES_MAX = 50;
const ENCLOSURES_MAX = 20;

/** An address alone is no name, and its owner may not want to see it published again. */
const EMAIL = /^\S+@\S+$/;

/** Cleans a parsed feed by the rules of docs/feeds.md. `now` is when the poll was made: no date may be later. */
export function normalise(feed: ParsedFeed, source: SourceFacts, now: Date): IncomingFeed {
  const siteUrl = httpUrl(feed.link) ?? source.siteUrl;
  const title = textOfHtml(feed.title);
  const own = new OwnNames([source.outlet, title, ...domainNames(siteUrl), ...domainNames(source.url)]);
  const allowance = new Allowance();
  const context: Context = {
    own,
    now,
    allowance,
    language: languageOf(feed.language) ?? languageOf(source.language ?? undefined),
  };
  const drafts = feed.items.map((item) => draftOf(item, context));
  const identities = identitiesOf(drafts);
  const future = feed.items.filter(({ published }) => published && published > now).length;
  return {
    title,
    siteUrl,
    language: context.language,
    hubUrl: httpUrl(feed.hubUrl),
    hints: feed.hints,
    items: drafts.map(({ guid: _, ...draft }, index) => ({ ...draft, ...(identities[index] as Identified) })),
    warnings: [
      ...feed.warnings,
      ...allowance.warnings(),
      ...(future > 0 ? [`${future} items are dated later than now`] : []),
    ],
  };
}

interface Context {
  readonly own: OwnNames;
  readonly now: Date;
  readonly allowance: Allowance;
  readonly language: string | null;
}

type Identified = Pick<IncomingItem, 'identity' | 'identityKey' | 'canonicalUrl' | 'urlKey'>;
type Draft = Omit<IncomingItem, 'identity' | 'identityKey' | 'urlKey'> & { readonly guid: string | undefined };

function draftOf(item: ParsedItem, { own, now, language, allowance }: Context): Draft {
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
    language: languageOf(item.language) ?? language,
    imageUrl: httpUrl(item.imageUrl) ?? body.imageUrl,
    enclosures: enclosuresOf(item),
    publishedAt: dateBy(item.published ?? item.updated, now),
    updatedAt: dateBy(item.updated, now),
    contentHash: hashOf([title, body.text, ...authors]),
  };
}

function enclosuresOf(item: ParsedItem): Enclosure[] {
  return item.enclosures
    .flatMap((enclosure) => {
      const url = httpUrl(enclosure.url);
      return url ? [{ ...enclosure, url }] : [];
    })
    .slice(0, ENCLOSURES_MAX);
}

function domainNames(url: string | null): string[] {
  const domain = url ? registrableDomain(url) : null;
  return domain ? [domain, domain.split('.')[0] as string] : [];
}
