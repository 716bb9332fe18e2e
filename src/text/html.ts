import { Parser } from 'htmlparser2';
import sanitizeHtml from 'sanitize-html';
import { cleanLines } from './clean.ts';
import { escapeText } from './escape.ts';
import { isFurniture } from './furniture.ts';

/** Decodes HTML's character references (`&eacute;`, `&#8217;`, `&#146;`) in text that holds no tags. */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  const parts: string[] = [];
  const parser = new Parser({ ontext: (part) => parts.push(part) }, { decodeEntities: true });
  parser.end(text.replaceAll('<', '&lt;'));
  return parts.join('');
}

/** Elements whose text nobody reads, or which only describe a picture. */
const SILENT = new Set(
  'script style noscript template iframe object svg math figcaption button select form'.split(' '),
);

/** Elements that begin a line of their own. */
const BLOCKS = new Set(
  (
    'address article aside blockquote br dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre ' +
    'section table tbody tr ul'
  ).split(' '),
);

/** The text of HTML, one line for each block, clean. Plain text keeps its own lines and takes a short cut. */
export function linesOfHtml(html: string): string[] {
  if (!html.includes('<')) return cleanLines(decodeReferences(html));
  const parts: string[] = [];
  let silent = 0;
  const parser = new Parser(
    {
      onopentagname: (name) => {
        if (SILENT.has(name)) silent++;
        else if (BLOCKS.has(name)) parts.push('\n');
        else if (name === 'td' || name === 'th') parts.push(' ');
      },
      onclosetag: (name) => {
        if (SILENT.has(name)) silent = Math.max(0, silent - 1);
        else if (BLOCKS.has(name)) parts.push('\n');
      },
      ontext: (part) => {
        if (silent === 0) parts.push(part.includes('\n') ? part.replace(/\s+/g, ' ') : part);
      },
    },
    { decodeEntities: true, lowerCaseAttributeNames: false },
  );
  parser.end(html);
  return cleanLines(parts.join(''));
}

/** The text of HTML in one line. */
export function textOfHtml(html: string): string {
  return linesOfHtml(html).join(' ');
}

/** Pictures that only count readers: one pixel, or from a host that serves nothing else. */
const TRACKER =
  /^https?:\/\/(?:feeds\.feedburner\.com\/~[rf]|feedads\.|feeds\.wordpress\.com\/1\.0\/|stats\.wordpress\.com|pixel\.|www\.google-analytics\.com|ad\.doubleclick\.net|rss\.feedsportal\.com|[^/]*\.feedsportal\.com|b\.scorecardresearch\.com|rss-pixel\.|tracking\.|www\.facebook\.com\/tr)/i;

export function isTrackerImage(attributes: Readonly<Record<string, string | undefined>>): boolean {
  const tiny = (size: string | undefined) => size !== undefined && /^[01](?:px)?$/.test(size.trim());
  return tiny(attributes['width']) || tiny(attributes['height']) || TRACKER.test(attributes['src'] ?? '');
}

/** A paragraph that holds nothing but "14 comments" or the like. */
function isFurnitureBlock({ tag, text, mediaChildren }: sanitizeHtml.IFrame): boolean {
  return tag === 'p' && mediaChildren.length === 0 && text.trim() !== '' && isFurniture(text.trim());
}

const OPTIONS: sanitizeHtml.IOptions = {
  allowedTags: (
    'a abbr b blockquote br caption cite code dd del div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li ' +
    'mark ol p pre q s samp small span strong sub sup table tbody td tfoot th thead time tr u ul var'
  ).split(' '),
  allowedAttributes: {
    a: ['href', 'title'],
    img: ['src', 'alt', 'title', 'width', 'height'],
    abbr: ['title'],
    time: ['datetime'],
    td: ['colspan', 'rowspan'],
    th: ['colspan', 'rowspan'],
    ol: ['start'],
    '*': ['lang', 'dir'],
  },
  allowedSchemes: 'http https mailto'.split(' '),
  allowedSchemesByTag: { img: 'http https'.split(' ') },
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  nestingLimit: 50,
  exclusiveFilter: (frame) =>
    frame.tag === 'img' ? !frame.attribs['src'] || isTrackerImage(frame.attribs) : isFurnitureBlock(frame),
  parseStyleAttributes: false,
};

/** HTML that is safe to publish: no scripts, styles, frames, forms, event handlers, odd addresses; nor pixels, share lines. */
export function sanitise(html: string): string {
  return html.includes('<') ? sanitizeHtml(html, OPTIONS).trim() : plainAsSafe(html);
}

/** What sanitize-html makes of text without tags, without its set-up, which costs more than the work. */
function plainAsSafe(text: string): string {
  return escapeText(decodeReferences(text.trim())).replace(/\r?\n/g, '<br>');
}

const TAG = /<(\/?)([a-z][a-z\d]*)/gi;
const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));

/**
 * How much of HTML can be handled at a bearable cost: all of it, or its start, up to `tagsMax` tags and `depthMax` open
 * elements. HTML parsers keep open elements in an array whose front they use, so that 100,000 of them cost minutes.
 */
export function bounded(html: string, tagsMax: number, depthMax: number): string {
  let tags = 0;
  let depth = 0;
  TAG.lastIndex = 0;
  for (let match = TAG.exec(html); match; match = TAG.exec(html)) {
    tags++;
    if (match[1] !== '') depth = Math.max(0, depth - 1);
    else if (!VOID.has((match[2] as string).toLowerCase())) depth++;
    if (tags > tagsMax || depth > depthMax) return html.slice(0, match.index);
  }
  return html;
}
