/** How well predicted groups match labelled ones. All figures are 0 to 1. */
export interface GroupingQuality {
  /** B-cubed (Bagga and Baldwin 1998): for each item, how much of its group belongs to its event, averaged. */
  readonly precision: number;
  /** For each item, how much of its event is in its group, averaged. */
  readonly recall: number;
  readonly f1: number;
  /** F1 over all pairs of items: together in truth, together in the prediction. Large events weigh by their square. */
  readonly pairF1: number;
}

export interface PairQuality {
  readonly accuracy: number;
  readonly precision: number;
  readonly recall: number;
}

/** Compares two groupings of the same items; `truth[i]` and `predicted[i]` name the groups of item i. */
export function groupingQuality(truth: readonly string[], predicted: readonly number[]): GroupingQuality {
  const truthSizes = tally(truth);
  const predictedSizes = tally(predicted);
  const bothSizes = tally(truth.map((group, item) => `${predicted[item]} ${group}`));
  let precision = 0;
  let recall = 0;
  truth.forEach((group, item) => {
    const both = bothSizes.get(`${predicted[item]} ${group}`) as number;
    precision += both / (predictedSizes.get(predicted[item] as number) as number) / truth.length;
    recall += both / (truthSizes.get(group) as number) / truth.length;
  });
  return {
    precision,
    recall,
    f1: harmonicMean(precision, recall),
    pairF1: harmonicMean(pairs(bothSizes) / pairs(predictedSizes), pairs(bothSizes) / pairs(truthSizes)),
  };
}

/** Compares decisions on pairs; precision is 1 where nothing was joined, recall where nothing belongs together. */
export function pairQuality(
  pairsDecided: readonly { readonly same: boolean; readonly joined: boolean }[],
): PairQuality {
  const hits = pairsDecided.filter(({ same, joined }) => same && joined).length;
  const joined = pairsDecided.filter((pair) => pair.joined).length;
  const same = pairsDecided.filter((pair) => pair.same).length;
  const right = pairsDecided.filter((pair) => pair.joined === pair.same).length;
  return {
    accuracy: pairsDecided.length === 0 ? 1 : right / pairsDecided.length,
    precision: joined === 0 ? 1 : hits / joined,
    recall: same === 0 ? 1 : hits / same,
  };
}

function tally<Key>(keys: readonly Key[]): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function pairs(sizes: ReadonlyMap<unknown, number>): number {
  let sum = 0;
  for (const size of sizes.values()) sum += (size * (size - 1)) / 2;
  return sum;
}

function harmonicMean(a: number, b: number): number {
  return a > 0 && b > 0 ? (2 * a * b) / (a + b) : 0;
}
