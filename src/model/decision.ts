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
  /** null: it founds a cluster. */
  readonly joins: Joining | null;
  /** Clusters that this story showed to be one event, one after the other: `from` ends and redirects to `into`, the older. */
  readonly merges: readonly Merge[];
  /** Stories that this story showed to belong elsewhere, before any merge; their clusters live on without them. */
  readonly moves: readonly Move[];
  /** A cluster that fell silent before, of which this is a fresh follow-up. */
  readonly follows: number | null;
  /**
   * Clusters it resembles, best first, measured before any change; may include the one it joins and those that merge
   * (`similarTo` leaves out the former and follows the merges).
   */
  readonly near: readonly Likeness[];
}

export interface Joining {
  /** The cluster that it fits, before `merges`. */
  readonly fits: number;
  /** What that is after them. */
  readonly clusterId: number;
  readonly because: Explanation;
}

/** A whole cluster goes into another, or one story moves. */
export type ClusterChange = Merge | Move;

/** A placement of which only some changes are made: where these leave the cluster that the story fits, it joins it. */
export function withChanges(placement: Placement, isMade: (change: ClusterChange) => boolean): Placement {
  const moves = placement.moves.filter(isMade);
  const merges = placement.merges.filter(isMade);
  const joins = placement.joins && { ...placement.joins, clusterId: afterMerges(placement.joins.fits, merges) };
  return { ...placement, joins, moves, merges };
}

/** Which cluster a cluster is after merges. */
export function afterMerges(clusterId: number, merges: readonly Merge[]): number {
  return merges.reduce((id, { from, into }) => (id === from ? into : id), clusterId);
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
