import { parseOpml } from 'feedsmith';
import { FeedError } from '../../model/errors.ts';
import { cleanLine } from '../../text/clean.ts';
import { parseUrl } from '../../text/parse-url.ts';

/** A feed that an OPML list names. */
export interface OpmlFeed {
  readonly url: string;
  /** As the list calls it; null: it does not. */
  readonly title: string | null;
  /** Names of the folders that it lies in, outermost first, and of its `category` attribute. */
  readonly categories: readonly string[];
}

/** An entry of the list that is no feed, and why. */
export interface OpmlReject {
  readonly entry: string;
  readonly why: string;
}

export interface OpmlList {
  readonly feeds: readonly OpmlFeed[];
  readonly rejects: readonly OpmlReject[];
}

interface Outline {
  readonly text?: string;
  readonly title?: string;
  readonly xmlUrl?: string;
  readonly category?: string;
  readonly outlines?: readonly Outline[];
}

const DEPTH_MAX = 20;

/**
 * Reads a list of feeds (OPML 1.0 and 2.0). A feed that lies in several folders is one feed with several categories.
 *
 * @throws {FeedError} `not_opml`, when it is no list at all.
 */
export function readOpml(text: string): OpmlList {
  let outlines: readonly Outline[];
  try {
    outlines = (parseOpml(text).body?.outlines ?? []) as readonly Outline[];
  } catch (cause) {
    const start = JSON.stringify(text.trimStart().slice(0, 60));
    throw new FeedError('not_opml', `expected an OPML list of feeds, got text that begins ${start}`, { cause });
  }
  const feeds = new Map<string, OpmlFeed>();
  const rejects: OpmlReject[] = [];
  const visit = (outline: Outline, folders: readonly string[]): void => {
    const name = cleanLine(outline.title || outline.text || '');
    if (outline.xmlUrl?.trim()) take(outline.xmlUrl, name, [...folders, ...categoriesOf(outline)]);
    else if (outline.outlines === undefined) rejects.push({ entry: name || '(no name)', why: 'it names no feed' });
    if (folders.length >= DEPTH_MAX) return;
    for (const child of outline.outlines ?? []) visit(child, name && !outline.xmlUrl ? [...folders, name] : folders);
  };
  const take = (address: string, name: string, categories: readonly string[]): void => {
    const url = feedUrl(address);
    if (url === null) {
      rejects.push({ entry: cleanLine(address), why: 'its address is not http or https' });
      return;
    }
    const known = feeds.get(url);
    const merged = [...new Set([...(known?.categories ?? []), ...categories])];
    if (known && merged.length === known.categories.length)
      rejects.push({ entry: url, why: 'it is in the list twice' });
    feeds.set(url, { url, title: known?.title ?? (name && name !== url ? name : null), categories: merged });
  };
  for (const outline of outlines) visit(outline, []);
  return { feeds: [...feeds.values()], rejects };
}

/** `feed:` is what some readers write instead of `http:`, or before it. */
function feedUrl(address: string): string | null {
  const url = address
    .trim()
    .replace(/^feed:(?=https?:)/i, '')
    .replace(/^feed:(\/\/)?/i, 'http://');
  return /^https?:\/\//i.test(url) && parseUrl(url) ? url : null;
}

/** OPML 2.0: categories are separated by commas, and `/` leads through a hierarchy. */
function categoriesOf({ category = '' }: Outline): string[] {
  return category
    .split(/[,/]/)
    .map((name) => cleanLine(name))
    .filter((name) => name !== '');
}
