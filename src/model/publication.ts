import type { Explanation } from './decision.ts';
import type { Cursor, Filter } from './filter.ts';

/** What readers are shown, as the database holds it: the input of stages/publish. */

/** One item of one source, as readers see it. */
export interface Article {
  readonly id: number;
  readonly storyId: number;
  readonly outlet: string;
  readonly source: ArticleSource;
  readonly url: string | null;
  readonly title: string;
  /** What it was headed before its last edit. */
  readonly titleBefore: string | null;
  readonly editedAt: Date | null;
  /** Another outlet that it names as its origin. */
  readonly attribution: string | null;
  /** Of an entry's lead; '' for its other articles, which are shown by their headlines. */
  readonly summary: string;
  readonly authors: readonly string[];
  readonly categories: readonly string[];
  readonly language: string | null;
  readonly imageUrl: string | null;
  /** Published, or first seen where it is undated; never later than now. */
  readonly at: Date;
}

/** Why an article is where it is. */
export interface ArticleReasons {
  /** Why it is in its story; null: it founded it. */
  readonly because: Explanation | null;
  /** Why its story is in its cluster; null: it founded it. */
  readonly storyBecause: Explanation | null;
  /** A cluster that ended in this one, with the story in it: `storyBecause` is then why it did. Null: the story came by itself. */
  readonly cameWith: number | null;
}

export interface ArticleSource {
  readonly id: number;
  readonly url: string;
  readonly title: string;
  readonly siteUrl: string | null;
  readonly categories: readonly string[];
}

/** One entry of a feed: a cluster, or a story or an item where the reader asked for finer grain. */
export interface PublishedEntry {
  readonly id: number;
  /** A UUID, permanent: the entry's id is `urn:uuid:` and this. */
  readonly entryId: string;
  readonly clusterId: number;
  readonly lead: Article;
  /** Everything that belongs to it, the lead included, earliest first. */
  readonly articles: readonly Article[];
  readonly outletCount: number;
  /** When it first appeared here. */
  readonly createdAt: Date;
  /** Moves only for what is worth reading again. */
  readonly updatedAt: Date;
  /** An earlier cluster that this one takes up again. */
  readonly follows: number | null;
}

/** The headline of another cluster, to compare and to link. */
export interface Headline {
  readonly clusterId: number;
  readonly title: string;
  readonly outletCount: number;
  readonly at: Date;
}

/** A cluster that is similar news, and how alike the two are, 0 to 1. */
export interface SimilarCluster extends Headline {
  readonly score: number;
}

/** What one feed document is made of. */
export interface Publication {
  readonly filter: Filter;
  readonly entries: readonly PublishedEntry[];
  /** Where the next page (RFC 5005 §3) starts; null on the last. */
  readonly next: Cursor | null;
  /** Its place among the archive pages (RFC 5005 §4); null: this feed has none. */
  readonly archive: ArchivePlace | null;
  /** Similar news by cluster, best first; for those that have any. */
  readonly similar: ReadonlyMap<number, readonly SimilarCluster[]>;
}

/** Numbers of archive pages. */
export interface ArchivePlace {
  /** Of this document; null: it is the feed itself. */
  readonly page: number | null;
  readonly previous: number | null;
  readonly next: number | null;
}

/** What ranking the front page needs of a cluster. */
export interface Candidate {
  readonly id: number;
  readonly outletCount: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

/** Everything about one cluster. */
export interface ClusterFile {
  readonly entry: PublishedEntry;
  /** By the id of the article. */
  readonly reasons: ReadonlyMap<number, ArticleReasons>;
  /** What it takes up again, latest first, and what took it up. */
  readonly earlier: readonly Headline[];
  readonly later: readonly Headline[];
  /** Similar news, best first. */
  readonly similar: readonly SimilarCluster[];
  /** Clusters that turned out to be the same event. */
  readonly merged: readonly { readonly clusterId: number; readonly at: Date; readonly because: Explanation | null }[];
  /** Stories that later evidence took elsewhere, and where each is now. */
  readonly moved: readonly {
    readonly storyId: number;
    readonly clusterId: number;
    readonly because: Explanation | null;
  }[];
}

/** A source as the publication names it. */
export interface NamedSource {
  readonly id: number;
  readonly url: string;
  readonly title: string;
  readonly outlet: string;
  readonly siteUrl: string | null;
  readonly categories: readonly string[];
}

/** A source as the health page shows it. */
export interface SourceHealth extends NamedSource {
  readonly language: string | null;
  readonly enabled: boolean;
  readonly status: 'new' | 'ok' | 'failing' | 'gone';
  readonly lastPollAt: Date | null;
  readonly lastSuccessAt: Date | null;
  readonly nextPollAt: Date;
  readonly failures: number;
  readonly lastErrorCode: string | null;
  readonly lastError: string | null;
  readonly warnings: readonly string[];
  readonly movedTo: string | null;
  readonly itemsTotal: number;
  readonly itemsWeek: number;
  /** Earliest first. */
  readonly polls: readonly PollMark[];
}

/** One poll in the strip of a source. */
export interface PollMark {
  readonly at: Date;
  readonly outcome: 'new' | 'unchanged' | 'not-modified' | 'failed' | 'gone';
  readonly itemsNew: number;
  readonly tookMs: number;
}

/** What can be chosen on the front page. */
export interface Choices {
  readonly categories: readonly string[];
  readonly languages: readonly string[];
}
