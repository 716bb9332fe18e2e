/** Share of its words that a headline keeps when it is edited. */
export const SAME_HEADLINE = 0.5;

/** The number by which a site knows the page, if its path has one of six digits or more that is no date. */
export function numberOf({ url }: { readonly url: string | null }): string | null {
  const numbers = pathOf(url).match(/(?<!\d)(?!(?:19|20)\d{6}(?!\d))\d{6,}(?!\d)/g);
  return numbers?.at(-1) ?? null;
}

/** The path of an address, without what a server notes of a visit. */
export function pathOf(url: string | null): string {
  return (
    url
      ?.replace(/^https?:\/\/[^/]*/, '')
      .replace(/[?#].*$/, '')
      .replace(/;[^/]*/g, '') ?? ''
  );
}

/** Shared words as a part of the words of the longer text; 0 where their numbers differ ("day 5", "day 6"). */
export function similarity(a: string, b: string): number {
  const [x, y] = [wordsOf(a), wordsOf(b)];
  const differs = [...x, ...y].some((word) => /^\d+$/.test(word) && x.has(word) !== y.has(word));
  const common = [...x].filter((word) => y.has(word)).length;
  return differs || common === 0 ? 0 : common / Math.max(x.size, y.size);
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}
