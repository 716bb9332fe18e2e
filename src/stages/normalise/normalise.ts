import type { ParsedFeed, ParsedItem } from '../../model/feed.ts';
import {
  firstsOf,
  type IncomingFeed,
  type IncomingItem,
  type ItemKeys,
  keysOf,
  type SeenItems,
} from '../../model/item.ts';
import { textOfHtml } from '../../text/html.ts';
import { keyOf } from '../../text/keys.ts';
import { OwnNames } from '../../text/titles.ts';
import { httpUrl, registrableDomain } from '../../text/urls.ts';
import { Allowance } from './allowance.ts';
import { type Context, type Draft, draftOf } from './draft.ts';
import { type Candidate, type Identity, identitiesOf } from './identities.ts';
import { languageTagOf } from './language-tag.ts';

/** What is known of a source besides its document. */
export interface SourceFacts {
  readonly url: string;
  readonly outlet: string | null;
  readonly siteUrl: string | null;
  readonly language: string | null;
}

/** Cleans a parsed feed by the rules of docs/feeds.md. `now` is when the poll was made: no date may be later. */
export function normalise(feed: ParsedFeed, source: SourceFacts, now: Date): IncomingFeed {
  const { feed: incoming, read: items } = normaliseAgain(feed, source, now, null, new Map());
  return { ...incoming, items };
}

/** What is kept of an item, so that the document's others can be told from it when it is not read again. */
export interface Outline extends Candidate, ItemKeys {
  /** Left out where it is the guid. */
  readonly identity?: string | undefined;
  /** In ms. */
  readonly published: number | null;
}

export interface NormalisedAgain {
  /** With its items each once (see `firstsOf`). */
  readonly feed: IncomingFeed;
  /** All items that were read, those also that are there twice. */
  readonly read: readonly IncomingItem[];
  /** Of its items, by fingerprint, to be given as `known` the next time; null: the next document must be read whole. */
  readonly outlines: ReadonlyMap<string, Outline> | null;
  /** Whether an item that was left out has another name in this company: a guid or a page that was its own is shared now. */
  readonly isRenamed: boolean;
}

/**
 * The same for a feed that lacks the items `known`. `prints`: the fingerprints of all items of its document, in their order; null: they
 * cannot be told.
 */
export function normaliseAgain(
  feed: ParsedFeed,
  source: SourceFacts,
  now: Date,
  prints: readonly string[] | null,
  known: ReadonlyMap<string, Outline>,
): NormalisedAgain {
  const siteUrl = siteOf(feed, source);
  const title = textOfHtml(feed.title);
  const own = new OwnNames(namesOf(feed, source));
  const allowance = new Allowance();
  const context: Context = {
    own,
    now,
    allowance,
    language: languageTagOf(feed.language) ?? languageTagOf(source.language ?? undefined),
  };
  const read = feed.items.values();
  const next = () => draftOf(read.next().value as ParsedItem, context);
  const drafts = prints ? prints.map((print) => known.get(print) ?? next()) : feed.items.map(next);
  const identities = identitiesOf(drafts);
  const future = drafts.filter(({ published }) => published !== null && published > now.getTime()).length;
  const items = drafts.map((draft, index) => (isRead(draft) ? itemOf(draft, identities[index] as Identity) : draft));
  const firsts = firstsOf<IncomingItem | Outline>(items);
  return {
    feed: {
      title,
      siteUrl,
      language: context.language,
      hints: feed.hints,
      items: firsts.filter(isRead),
      seen: seenOf(firsts.filter((item) => !isRead(item))),
      ...(feed.isCut && { isCut: feed.isCut }),
      warnings: [
        ...feed.warnings,
        ...allowance.warnings(),
        ...(future > 0 ? [`${future} items are dated later than now`] : []),
      ],
    },
    read: items.filter(isRead),
    outlines: prints && allowance.warnings().length === 0 ? outlinesOf(drafts, items, firsts, prints) : null,
    isRenamed: drafts.some((draft, index) => !isRead(draft) && !isNamed(draft, identities[index] as Identity)),
  };
}

function siteOf(feed: ParsedFeed, source: SourceFacts): string | null {
  return httpUrl(feed.link) ?? source.siteUrl;
}

/** What decides besides an item, and what stands around the items, how it reads: what its document was taken for, and its outlet's names. */
export function circumstancesOf(feed: ParsedFeed, source: SourceFacts): string {
  return [feed.encoding, ...feed.warnings, ...namesOf(feed, source)].join('\n');
}

/** The names that the outlet goes by, each once. */
function namesOf(feed: ParsedFeed, source: SourceFacts): string[] {
  const domains = [...domainNames(siteOf(feed, source)), ...domainNames(source.url)];
  return [...new Set([source.outlet, textOfHtml(feed.title), ...domains].filter((name) => name !== null))];
}

/** Only what counts can be passed over. */
function outlinesOf(
  drafts: readonly (Draft | Outline)[],
  items: readonly (IncomingItem | Outline)[],
  firsts: readonly (IncomingItem | Outline)[],
  prints: readonly string[],
): Map<string, Outline> {
  const counts = new Set(firsts);
  const outlines = new Map<string, Outline>();
  for (const [index, item] of items.entries()) {
    if (!counts.has(item)) continue;
    outlines.set(prints[index] as string, isRead(item) ? outlineOf(drafts[index] as Draft, item) : item);
  }
  return outlines;
}

function outlineOf(draft: Draft, { identity, identityKey, urlKey }: IncomingItem): Outline {
  const { guid, canonicalUrl, title, published } = draft;
  return {
    ...{ guid, canonicalUrl, title, published, identityKey, urlKey },
    // There are as many of these as items in memory: nothing that can do without.
    ...(guid === undefined && { url: draft.url }),
    ...(title === '' && { contentHash: draft.contentHash }),
    ...(identity !== guid && { identity }),
  };
}

function itemOf(draft: Draft, { identity, canonicalUrl }: Identity): IncomingItem {
  // Field by field: an object spread over what is left of another takes ten times the memory, and as much of the time.
  return {
    identity,
    identityKey: keyOf(identity),
    url: draft.url,
    canonicalUrl,
    urlKey: canonicalUrl && keyOf(canonicalUrl),
    title: draft.title,
    attribution: draft.attribution,
    summary: draft.summary,
    contentHtml: draft.contentHtml,
    authors: draft.authors,
    categories: draft.categories,
    language: draft.language,
    imageUrl: draft.imageUrl,
    enclosures: draft.enclosures,
    publishedAt: draft.publishedAt,
    updatedAt: draft.updatedAt,
    contentHash: draft.contentHash,
  };
}

/** Whether it is who it was, and its page its own as it was. */
function isNamed(outline: Outline, { identity, canonicalUrl }: Identity): boolean {
  return identity === (outline.identity ?? outline.guid) && (canonicalUrl === null) === (outline.urlKey === null);
}

function isRead<Read extends Draft | IncomingItem>(item: Read | Outline): item is Read {
  return 'summary' in item;
}

function seenOf(items: readonly ItemKeys[]): SeenItems {
  return { count: items.length, keys: items.flatMap(keysOf).join() };
}

function domainNames(url: string | null): string[] {
  const domain = url ? registrableDomain(url) : null;
  return domain ? [domain, domain.split('.')[0] as string] : [];
}
