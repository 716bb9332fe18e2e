import type { ParsedItem } from '../../model/feed.ts';
import { shorten } from '../../text/clean.ts';
import { textOfHtml } from '../../text/html.ts';
import { type Headline, headlineOf, type OwnNames } from '../../text/titles.ts';

const TITLE_LENGTH_MAX = 500;
/** What stands for a headline where a feed has none: the start of the text. */
const STAND_IN_LENGTH = 100;

/** The headline as plain text, and the other outlet that it or the feed's `source` element names. */
export function titleOf(item: ParsedItem, own: OwnNames, summary: string, url: string | null): Headline {
  const text = shorten(textOfHtml(item.title), TITLE_LENGTH_MAX);
  const via = item.via?.title ? textOfHtml(item.via.title) : '';
  const origin = via !== '' && !own.includes(via) ? via : null;
  if (text === '') return { title: shorten(summary, STAND_IN_LENGTH) || (url ?? ''), attribution: origin };
  const { title, attribution } = headlineOf(text, own);
  if (attribution || !origin) return { title, attribution };
  return { title: withoutSuffix(title, origin), attribution: origin };
}

/** Aggregators write "Headline - Outlet" and name the outlet in `source` as well. */
function withoutSuffix(title: string, outlet: string): string {
  if (!title.endsWith(outlet)) return title;
  const rest = title.slice(0, -outlet.length);
  return /\s[-–—|]\s$/.test(rest) ? rest.replace(/\s+[-–—|]\s+$/, '') : title;
}
