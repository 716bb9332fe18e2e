import type { ParsedItem } from '../../model/feed.ts';
import { shorten } from '../../text/clean.ts';
import { withoutFurniture } from '../../text/furniture.ts';
import { isTrackerImage, linesOfHtml, sanitise } from '../../text/html.ts';
import { httpUrl } from '../../text/urls.ts';
import type { Allowance } from './allowance.ts';

/** What an item says, for comparing and for reading. */
export interface Body {
  /** All of the text, one line, without furniture. */
  readonly text: string;
  /** The start of the shorter of the item's texts. */
  readonly summary: string;
  /** '' where it would say no more than the summary. */
  readonly contentHtml: string;
  readonly imageUrl: string | null;
}

/** Enough to compare two reports by and to decide whether to read one. */
const SUMMARY_LENGTH_MAX = 500;
/** A summary shorter than this says little: the content, if there is any, says more. */
const SUMMARY_LENGTH_MIN = 40;

/** Reads summary and content of an item; either may be missing, and either may be the longer one. */
export function bodyOf(item: ParsedItem, allowance: Allowance): Body {
  const summary = allowance.take(item.summary);
  const content = item.content === item.summary ? summary : allowance.take(item.content);
  const short = textOf(summary);
  const long = content === summary || content === '' ? short : textOf(content);
  const says = short.length >= SUMMARY_LENGTH_MIN || short.length >= long.length ? short : long;
  const text = long.length >= short.length ? long : short;
  const cut = shorten(says, SUMMARY_LENGTH_MAX);
  const html = long.length >= short.length && content !== '' ? content : summary;
  return {
    text,
    summary: cut,
    contentHtml: text === cut ? '' : sanitise(html),
    imageUrl: firstImage(content) ?? firstImage(summary),
  };
}

function textOf(html: string): string {
  if (html === '') return '';
  const lines = linesOfHtml(html);
  return withoutFurniture(lines).join(' ');
}

const IMAGE = /<img\s([^<>]{1,4000})>/gi;
const ATTRIBUTE = /([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;

function firstImage(html: string): string | null {
  if (!html.includes('<img') && !html.includes('<IMG')) return null;
  for (const [, source] of html.matchAll(IMAGE)) {
    const attributes = Object.fromEntries(
      [...(source as string).matchAll(ATTRIBUTE)].map((match) => [
        (match[1] as string).toLowerCase(),
        match[2] ?? match[3],
      ]),
    );
    const url = httpUrl(attributes['src']?.replaceAll('&amp;', '&'));
    if (url && !isTrackerImage({ ...attributes, src: url })) return url;
  }
  return null;
}
