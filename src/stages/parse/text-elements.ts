import { fixReferences } from './character-references.ts';

/** Elements that hold text or HTML, never other elements of a feed: tags inside them are content. */
const TEXT_ELEMENTS = new Set(
  (
    'title description summary content content:encoded subtitle tagline info copyright rights ' +
    'itunes:summary itunes:subtitle itunes:title media:title media:description media:text dc:title ' +
    'dc:description atom:summary atom:content atom:title xhtml:body body fullitem'
  ).split(' '),
);

export function isTextElement(name: string): boolean {
  return TEXT_ELEMENTS.has(name);
}

/** Whether the element's tags are meant as markup, so that `&lt;` in it is text (XHTML, Atom 0.3 inline XML). */
export function holdsXhtml(name: string, attributes: string): boolean {
  return (
    name === 'xhtml:body' ||
    name === 'body' ||
    (attributes.includes('xhtml') && /\stype\s*=\s*["'][^"']*xhtml/.test(attributes))
  );
}

interface Piece {
  readonly source: string;
  readonly kind: 'text' | 'cdata' | 'comment';
}

/**
 * The body of a text element as XML text: markup that stands in it unescaped becomes escaped HTML, comments go. CDATA
 * is text where the element holds XHTML, and HTML elsewhere.
 */
export function bodyAsText(body: string, xhtml: boolean): string {
  const pieces = piecesOf(body).filter(({ kind }) => kind !== 'comment');
  const markup = xhtml || pieces.some(({ kind, source }) => kind === 'text' && source.includes('<'));
  if (!markup)
    return pieces.map(({ kind, source }) => (kind === 'cdata' ? asCdata(source) : fixReferences(source))).join('');
  const html = pieces.map(({ kind, source }) => (kind === 'cdata' && xhtml ? escapeText(source) : source)).join('');
  return escapeText(xhtml ? withoutWrapper(html) : html);
}

function piecesOf(body: string): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (let at = body.indexOf('<!'); at >= 0; at = body.indexOf('<!', at)) {
    const cdata = body.startsWith('<![CDATA[', at);
    if (!cdata && !body.startsWith('<!--', at)) {
      at += 2;
      continue;
    }
    const from = at + (cdata ? 9 : 4);
    const found = body.indexOf(cdata ? ']]>' : '-->', from);
    const end = found < 0 ? body.length : found;
    if (at > done) pieces.push({ source: body.slice(done, at), kind: 'text' });
    pieces.push({ source: body.slice(from, end), kind: cdata ? 'cdata' : 'comment' });
    done = at = Math.min(end + 3, body.length);
  }
  if (done < body.length) pieces.push({ source: body.slice(done), kind: 'text' });
  return pieces;
}

function asCdata(text: string): string {
  return `<![CDATA[${text}]]>`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll(']]>', ']]&gt;');
}

/** XHTML without namespace prefixes and without the `div` that RFC 4287 §3.1.1.3 puts around it. */
function withoutWrapper(html: string): string {
  const bare = html.replace(/<(\/?)[A-Za-z][\w-]*:(?=[A-Za-z])/g, '<$1').trim();
  const end = bare.endsWith('</div>') ? bare.length - 6 : -1;
  const start = /^<div(?:\s[^<>]*)?>/.exec(bare)?.[0].length ?? -1;
  return start > 0 && end >= start ? bare.slice(start, end) : bare;
}
