/** What a parser reads out of one document, as the publisher meant it: decoded, resolved, but not cleaned. */

export type FeedFormat = 'rss' | 'rdf' | 'atom' | 'json';

/** A parsed feed. Text fields may hold HTML; `normalise` cleans them. */
export interface ParsedFeed {
  readonly format: FeedFormat;
  /** The dialect as written, such as `rss 2.0`, `atom 0.3`, `json 1.1`. */
  readonly version: string;
  /** What its bytes were found to be, as the Encoding Standard calls it. */
  readonly encoding: string;
  readonly title: string;
  readonly description?: string;
  /** The site the feed belongs to, absolute where the document allows it. */
  readonly link?: string;
  readonly selfUrl?: string;
  readonly hubUrl?: string;
  readonly language?: string;
  readonly imageUrl?: string;
  /** Authors of the feed as a whole; Atom entries without one inherit them. */
  readonly authors: readonly string[];
  readonly categories: readonly string[];
  readonly updated?: Date;
  readonly hints: PollHints;
  readonly items: readonly ParsedItem[];
  /** What was odd with the document and mended, in words for a person. */
  readonly warnings: readonly string[];
  /** The document stops within an item: it did not arrive whole, so there may be more. */
  readonly isCut?: true;
}

/** How often a document asks to be polled. */
export interface PollHints {
  /** RSS `ttl`, or the period of the syndication module (`sy:updatePeriod` ÷ `sy:updateFrequency`). */
  readonly intervalMs?: number;
  /** RSS `skipHours`: hours of the day, 0 to 23, UTC. */
  readonly skipHours?: readonly number[];
  /** RSS `skipDays`: days of the week, 0 is Sunday, UTC. */
  readonly skipDays?: readonly number[];
}

export interface ParsedItem {
  /** RSS guid or Atom id, as written. */
  readonly id?: string;
  /** The page of the item, absolute where the document allows it; `feedburner:origLink` wins. */
  readonly link?: string;
  /** May hold HTML. */
  readonly title: string;
  readonly published?: Date;
  readonly updated?: Date;
  readonly authors: readonly string[];
  readonly categories: readonly string[];
  /** HTML, relative URLs already resolved. */
  readonly summary?: string;
  /** HTML of the full text, where the feed carries it. */
  readonly content?: string;
  readonly language?: string;
  readonly imageUrl?: string;
  readonly enclosures: readonly Enclosure[];
  /** RSS or Atom `source`: where an aggregator took the item from. */
  readonly via?: { readonly title?: string; readonly url?: string };
}

export interface Enclosure {
  readonly url: string;
  readonly type?: string;
  readonly bytes?: number;
}
