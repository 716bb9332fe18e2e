const SHOWN = 3;

/** Names that may have been meant by one that is not known, the likeliest first: a few letters apart, or one within the other. */
export function nearest(wanted: string, known: readonly string[]): string[] {
  const name = wanted.toLowerCase();
  return known
    .map((text) => ({ text, apart: apartness(name, text.toLowerCase()) }))
    .filter(({ apart }) => apart <= Math.max(1, name.length / 2.5))
    .sort((a, b) => a.apart - b.apart)
    .slice(0, SHOWN)
    .map(({ text }) => text);
}

function apartness(a: string, b: string): number {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length > 2 && long.includes(short) ? 1 : editDistance(a, b);
}

/** Letters to add, drop or replace to get from one to the other (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (above[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (above[j] as number) + 1, (row[j - 1] as number) + 1));
    }
  }
  return row[b.length] as number;
}
