import type { Filter } from '../../model/filter.ts';
import { plain } from './safe.ts';

/** The title of a feed or page: the site's, and what was asked for. */
export function titleOf(filter: Filter, siteTitle: string): string {
  return [plain(siteTitle) || 'Newsbraid', ...sayFilter(filter)].join(' · ');
}

/** What a filter asks for, in words, one part for each filter. */
export function sayFilter(filter: Filter): string[] {
  const parts: string[] = [];
  const list = (names: readonly string[]) => names.map(plain).join(', ');
  if (filter.q !== null) parts.push(`“${plain(filter.q)}”`);
  if (filter.category.length > 0) parts.push(list(filter.category));
  if (filter.outlet.length > 0) parts.push(list(filter.outlet));
  if (filter.source.length > 0) parts.push(`source ${list(filter.source)}`);
  if (filter.language.length > 0) parts.push(`in ${filter.language.map(languageName).join(', ')}`);
  if (filter.minOutlets > 1) parts.push(`${filter.minOutlets} outlets or more`);
  if (filter.since !== null)
    parts.push(/^\d{4}-/.test(filter.since) ? `since ${filter.since}` : `last ${filter.since}`);
  if (filter.group === 'story') parts.push('by story');
  if (filter.group === 'item') parts.push('every item');
  if (filter.limit !== null) parts.push(`newest ${filter.limit}`);
  return parts;
}

const NAMES = new Intl.DisplayNames(['en'], { type: 'language' });

/** `German` for `de`; the tag itself where it has no name. */
export function languageName(tag: string): string {
  try {
    return NAMES.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
