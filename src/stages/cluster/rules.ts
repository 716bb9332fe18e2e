/** The numbers that decide. Chosen by bench/cluster/search.mjs over labelled files; docs/clustering.md has the figures. */
export interface ClusterRules {
  /** Mean cosine with a cluster's stories from which on a story joins it. */
  readonly join: number;
  /** Added where there are only headlines: short texts share less. */
  readonly joinBrief: number;
  /** Taken off `join` for each e-fold of stories: many stories agreeing are better evidence than one. */
  readonly joinEase: number;
  readonly joinMin: number;
  /**
   * A cluster of `joinStories` or more may be joined as a whole before it is too large to be regrouped, if the score exceeds
   * the threshold by `joinEarly`.
   */
  readonly joinStories: number;
  readonly joinEarly: number;
  /** Added for the stories of a small cluster that is there when the other grows large: it had others to be with. */
  readonly late: number;
  /** Cosine between the means of two clusters from which on they are one, each of at least two stories. */
  readonly merge: number;
  readonly mergeBrief: number;
  /** Below this cosine two stories are never neighbours. */
  readonly neighbourMin: number;
  /** Below this cosine two stories with one word in common are no neighbours either: it may be a coincidence. */
  readonly neighbourOneWord: number;
  /** Likeness of neighbours is logistic(`cosine` × c + `relative` × c ÷ what either has at best − `bias`). */
  readonly neighbourCosine: number;
  readonly neighbourRelative: number;
  readonly neighbourBias: number;
  readonly neighbourBiasBrief: number;
  /** Added to the bias while few events are known, for each e-fold below `known`: to be the best of few says little. */
  readonly neighbourBiasUnknown: number;
  readonly known: number;
  /** Added for each e-fold of events above `few`, up to `many`: among many, more are near by chance. */
  readonly neighbourBiasMany: number;
  readonly few: number;
  readonly many: number;
  /** Factor on the cosine of two stories of one outlet: they share its habits of writing, and are less often one event. */
  readonly oneOutlet: number;
  /** Mean likeness from which on neighbours are grouped. */
  readonly neighbourLikeness: number;
  /** Added to it for a group of two and of three, as `neighbourBiasMany`: few of many may be alike by chance. */
  readonly pairLikenessMany: number;
  readonly tripleLikenessMany: number;
  /** Clusters up to this size are regrouped when a neighbour arrives. */
  readonly regroupStories: number;
  /** Mean cosine from which on they are. */
  readonly regroupMin: number;
  /** Mean cosine of a story with a cluster's from which on the two are similar news, where they are not one event. */
  readonly similar: number;
}

export const CLUSTER_RULES: ClusterRules = {
  join: 0.23,
  joinBrief: -0.05,
  joinEase: 0.01,
  joinMin: 0.09,
  joinStories: 5,
  joinEarly: 0.04,
  late: 0.02,
  merge: 0.485,
  mergeBrief: -0.09,
  neighbourMin: 0.105,
  neighbourOneWord: 0.2,
  neighbourCosine: 10,
  neighbourRelative: 6,
  neighbourBias: 7.85,
  neighbourBiasBrief: -2,
  neighbourBiasUnknown: 0.7,
  known: 300,
  neighbourBiasMany: 0.5,
  few: 150,
  many: 1000,
  oneOutlet: 0.85,
  neighbourLikeness: 0.3,
  pairLikenessMany: 0.15,
  tripleLikenessMany: 0.07,
  regroupStories: 7,
  regroupMin: 0.1,
  similar: 0.2,
};

/** The rules as a user's setting bends them: -1 joins more, 1 joins less. */
export function rulesFor(strictness: number, rules = CLUSTER_RULES): ClusterRules {
  return {
    ...rules,
    join: rules.join + 0.06 * strictness,
    merge: rules.merge + 0.06 * strictness,
    neighbourBias: rules.neighbourBias + strictness,
  };
}
