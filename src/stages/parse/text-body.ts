import { decodeXml, fixReferences } from './character-references.ts';
import type { Finder } from './patches.ts';
import type { Tag } from './tags.ts';
import { bodyAsText, holdsXhtml } from './text-elements.ts';

/** The body of a text element: where it ends, and what is to stand in its place. */
export interface TextBody {
  readonly end: number;
  /** null: it can stay as it is. */
  readonly by: string | null;
  /** false: its closing tag is missing. */
  readonly closed: boolean;
  readonly flaw?: string;
}

/** The longest text of an item; the longest in 323 real feeds has 137,000 characters. */
const TEXT_LENGTH_MAX = 500_000;

/**
 * Reads the text that begins at `from`, after the start tag. `item` is the tag name of the item around it, whose end it
 * cannot pass. Returns null where the document ends before the text does.
 */
export function readTextBody(
  text: string,
  from: number,
  tag: Tag,
  name: string,
  item: string | null,
  finder: Finder,
): TextBody | null {
  const xhtml = holdsXhtml(name, tag.attributes);
  const first = text.indexOf('<', from);
  if (first < 0) return null;
  const cdata = text.startsWith('<![CDATA[', first);
  const past = cdata ? pastCdata(text, first, finder) : first;
  if (!xhtml && text.startsWith(`</${tag.raw}`, past)) return simpleBody(text.slice(from, past), past, cdata);
  const close = finder.find(`</${tag.raw}`, from);
  const limit = item
    ? Math.min(finder.find(`</${item}`, from), finder.find(`<${item}`, from))
    : Number.POSITIVE_INFINITY;
  if (close >= limit) return limit === Number.POSITIVE_INFINITY ? null : unclosedBody(text.slice(from, past), past);
  return markedBody(text.slice(from, close), close, xhtml);
}

function pastCdata(text: string, at: number, finder: Finder): number {
  const end = finder.find(']]>', at + 9);
  return end === Number.POSITIVE_INFINITY ? at : text.indexOf('<', end + 3);
}

/** Text, or one piece of CDATA. sax reads references letter by letter and CDATA at once: references are rewritten for it. */
function simpleBody(source: string, end: number, cdata: boolean): TextBody {
  if (source.length > TEXT_LENGTH_MAX) return markedBody(source, end, false);
  if (!source.includes('&') || (cdata && source.startsWith('<!') && source.endsWith(']]>')))
    return { end, by: null, closed: true };
  if (cdata) return markedBody(source, end, false);
  const fixed = fixReferences(source);
  const plain = decodeXml(fixed);
  return {
    end,
    by: plain.includes(']]>') ? fixed : `<![CDATA[${plain}]]>`,
    closed: true,
    flaw: fixed === source ? undefined : 'has bare "&" or entities unknown to XML',
  };
}

/** The end is missing: the text ends before the next tag. */
function unclosedBody(source: string, end: number): TextBody {
  return { end, by: bodyAsText(source, false), closed: false, flaw: 'has tags that do not match' };
}

function markedBody(source: string, end: number, xhtml: boolean): TextBody {
  if (source.length <= TEXT_LENGTH_MAX) return { end, by: bodyAsText(source, xhtml), closed: true };
  const by = bodyAsText(source.slice(0, TEXT_LENGTH_MAX), xhtml);
  return { end, by, closed: true, flaw: `has a text of ${source.length} characters, cut at ${TEXT_LENGTH_MAX}` };
}
