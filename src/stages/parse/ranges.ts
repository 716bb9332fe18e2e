/** Where something stands in a text, or in bytes. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What stands between ranges, given in their order: before the first, between two, after the last. */
export function gapsBetween(ranges: readonly Range[], length: number): Range[] {
  const starts = [...ranges.map(({ from }) => from), length];
  return starts.map((start, index) => ({ from: ranges[index - 1]?.to ?? 0, to: start }));
}
