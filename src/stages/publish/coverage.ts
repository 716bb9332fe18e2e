import type { Article } from '../../model/publication.ts';

/** What one outlet has on an event. */
export interface OutletCoverage {
  readonly outlet: string;
  /** Earliest first; one for each page, however many of the outlet's feeds carry it. */
  readonly articles: readonly Article[];
}

/** Who reports it: the lead's outlet first, then by who had it first. */
export function coverageOf(articles: readonly Article[], lead: Article): OutletCoverage[] {
  const byOutlet = new Map<string, Article[]>();
  for (const article of [lead, ...articles]) {
    const known = byOutlet.get(article.outlet) ?? [];
    const same = known.some(({ id, url }) => id === article.id || (url !== null && url === article.url));
    if (!same) known.push(article);
    byOutlet.set(article.outlet, known);
  }
  const outlets = [...byOutlet].map(([outlet, list]) => ({ outlet, articles: list.sort((a, b) => +a.at - +b.at) }));
  const since = ({ outlet, articles }: OutletCoverage) => (outlet === lead.outlet ? 0 : Number(articles[0]?.at));
  return outlets.sort((a, b) => since(a) - since(b));
}
