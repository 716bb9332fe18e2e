/** Why two things were put together, in a form that a person, SQL and JSON can read. */

export interface Explanation {
  /** A short name, such as `same-url`, `near-equal-text`, `shared-rare-words`, `correction`. */
  readonly rule: string;
  /** What was measured; comparable only within one rule. */
  readonly score: number;
  /** What the score had to reach. */
  readonly threshold: number;
  /** The shared words that decided it, strongest first. */
  readonly words: readonly WeightedWord[];
  /** What it was compared with: an item for a copy, a story for a cluster. */
  readonly with: number | null;
}

export interface WeightedWord {
  readonly word: string;
  readonly weight: number;
}

/** The same text as a story that exists already. */
export interface CopyDecision {
  readonly storyId: number;
  readonly because: Explanation;
}

/** Where a new story belongs, and what it shows about the stories before it. */
export interface Placement {
  /** The cluster it joins, after `merges`; null: it founds one. */
  readonly joins: { readonly clusterId: number; readonly because: Explanation } | null;
  /** Clusters that this story showed to be one event: `from` ends and redirects to `into`, the older. */
  readonly merges: readonly Merge[];
  /** Stories that this story showed to belong elsewhere; their clusters live on without them. */
  readonly moves: readonly Move[];
  /** A cluster that fell silent before, of which this is a fresh follow-up. */
  readonly follows: number | null;
  /**
   * What the story was found to be like before anything was done, best first: the cluster that it joins and those that merge may be
   * among them. `relatedTo` says what is left of it once it is known where the story is.
   */
  readonly near: readonly Likeness[];
}

/** A cluster that a story is like. */
export interface Likeness {
  readonly clusterId: number;
  /** Mean cosine with its latest stories, 0 to 1. */
  readonly score: number;
}

export interface Merge {
  readonly from: number;
  readonly into: number;
  readonly because: Explanation;
}

export interface Move {
  readonly storyId: number;
  readonly from: number;
  /** An id that is not in use yet names a new cluster. */
  readonly into: number;
  readonly because: Explanation;
}
