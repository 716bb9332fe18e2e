/**
 * Groups a few things by average-link agglomeration: the two groups whose members are most alike on average become one,
 * until no two reach the threshold. Ties go to what comes first.
 *
 * @param alike `alike(i, j)`: likeness of things i < j; -Infinity keeps them apart for good.
 */
export function regroup(size: number, alike: (i: number, j: number) => number, threshold: number): number[][] {
  const groups = Array.from({ length: size }, (_, at) => [at]);
  // sums[i][j], i < j: likeness between all members of groups i and j
  const sums = groups.map((_, i) => groups.map((_, j) => (i < j ? alike(i, j) : 0)));
  const sumOf = (i: number, j: number): number => (i < j ? sums[i]?.[j] : sums[j]?.[i]) as number;
  for (;;) {
    const best = closest(groups, sumOf, threshold);
    if (!best) return groups.filter((group) => group.length > 0);
    const [into, from] = best;
    groups.forEach((group, other) => {
      if (group.length === 0 || other === into || other === from) return;
      const sum = sumOf(into, other) + sumOf(from, other);
      (sums[Math.min(into, other)] as number[])[Math.max(into, other)] = sum;
    });
    groups[into]?.push(...(groups[from] as number[]));
    groups[from] = [];
  }
}

function closest(
  groups: readonly number[][],
  sumOf: (i: number, j: number) => number,
  threshold: number,
): [number, number] | null {
  let best: [number, number] | null = null;
  let highest = threshold;
  groups.forEach((first, i) => {
    if (first.length === 0) return;
    for (let j = i + 1; j < groups.length; j += 1) {
      const second = groups[j] as number[];
      if (second.length === 0) continue;
      const mean = sumOf(i, j) / (first.length * second.length);
      if (mean > highest || (mean === highest && !best)) {
        highest = mean;
        best = [i, j];
      }
    }
  });
  return best;
}
