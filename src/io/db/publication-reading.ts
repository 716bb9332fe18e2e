/** When a publication is read, and how. */
export interface Reading {
  readonly now: Date;
  /** Entries of one document where the reader does not say. */
  readonly entries: number;
  /** Clusters younger than this are kept back, milliseconds. */
  readonly settleMs: number;
}

/** Clusters created later than this are kept back. */
export function settled({ now, settleMs }: Reading): Date {
  return new Date(now.getTime() - settleMs);
}
