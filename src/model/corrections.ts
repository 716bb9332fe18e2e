/** What people know better than the braid: config/corrections.yaml, read. */
export interface Corrections {
  /** Articles that are about one event; see `corrections-file.ts` for how they are named. */
  readonly together: readonly (readonly string[])[];
  /** Pairs of articles that are never in one cluster. */
  readonly apart: readonly (readonly [string, string])[];
  /** Names that are one outlet: the name to show, and the others. */
  readonly outlets: Readonly<Record<string, readonly string[]>>;
  /** Words, or several in a row, that say nothing about what a story is about. */
  readonly ignoreWords: readonly string[];
}

/** The corrections of an empty file. */
export const noCorrections: Corrections = { together: [], apart: [], outlets: {}, ignoreWords: [] };
