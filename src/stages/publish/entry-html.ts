import type { Article, Headline } from '../../model/publication.ts';
import type { Addresses } from './addresses.ts';
import { sayMinute } from './ages.ts';
import type { OutletCoverage } from './coverage.ts';
import { articleUrl, attribute, html, languageTag } from './safe.ts';

interface EntryParts {
  readonly lead: Article;
  readonly outlets: readonly OutletCoverage[];
  readonly image: string | null;
  readonly similar: readonly Headline[];
  readonly page: string;
  readonly addresses: Addresses;
}

/** Outlets listed in an entry; the page has them all. */
const OUTLETS_SHOWN = 40;

/**
 * The body of an entry in a feed reader: summary, who reports it, similar news. Written by us from plain text alone, so
 * there is nothing to sanitise; elements are the few that every reader keeps, and times are absolute because a reader may
 * open it days later.
 */
export function entryHtml({ lead, outlets, image, similar, page, addresses }: EntryParts): string {
  const shown = outlets.slice(0, OUTLETS_SHOWN);
  const more = outlets.length - shown.length;
  const parts = [
    image ? `<p><img src="${attribute(image)}" alt=""></p>` : '',
    lead.summary ? `<p${textAttributes(lead.language)}>${html(lead.summary)}</p>` : '',
    outlets.length > 1
      ? `<p><strong>Reported by ${outlets.length} outlets</strong></p>`
      : '<p><strong>Reported by</strong></p>',
    `<ul>${shown.map(outletItem).join('')}${more > 0 ? `<li><a href="${attribute(page)}">and ${more} more</a></li>` : ''}</ul>`,
    similar.length > 0 ? '<p><strong>Similar news</strong></p>' : '',
    similar.length > 0 ? `<ul>${similar.map((headline) => similarItem(headline, addresses)).join('')}</ul>` : '',
    `<p><a href="${attribute(page)}">All coverage, and why it is together</a></p>`,
  ];
  return parts.join('');
}

function outletItem({ outlet, articles }: OutletCoverage): string {
  return `<li><strong>${html(outlet)}</strong>: ${articles.map(articleLink).join('; ')}</li>`;
}

function articleLink(article: Article): string {
  const url = articleUrl(article.url);
  const title = `<span${textAttributes(article.language)}>${html(article.title) || 'Untitled'}</span>`;
  const via = article.attribution ? ` (from ${html(article.attribution)})` : '';
  const edited = article.titleBefore ? `, first headed “<span dir="auto">${html(article.titleBefore)}</span>”` : '';
  return `${url ? `<a href="${attribute(url)}">${title}</a>` : title}${via}, ${sayMinute(article.at)}${edited}`;
}

function similarItem({ clusterId, title, outletCount }: Headline, addresses: Addresses): string {
  const outlets = outletCount > 1 ? ` (${outletCount} outlets)` : '';
  return `<li dir="auto"><a href="${attribute(addresses.cluster(clusterId))}">${html(title) || 'Untitled'}</a>${outlets}</li>`;
}

/** `dir="auto"`: a line in Arabic or Hebrew runs its own way whatever stands around it. */
function textAttributes(language: string | null): string {
  const tag = languageTag(language);
  return tag ? ` lang="${tag}" dir="auto"` : ' dir="auto"';
}
