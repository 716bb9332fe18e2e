import { readTag, splitName, type Tag } from './tags.ts';

/** How far into a document its feed may begin. */
const JUNK_LENGTH_MAX = 1_000_000;
/** The longest start tag, of a feed with 40 namespaces, has 3,000 characters. */
const TAG_LENGTH_MAX = 20_000;

const ROOTS = new Set(['rss', 'feed', 'rdf', 'channel', 'item', 'entry']);

/** The start tag of the feed, past the prolog and whatever a broken server wrote before it; null: there is none. */
export function findRoot(text: string): { at: number; tag: Tag; junk: boolean } | null {
  let junk = false;
  const start = text.search(/\S/);
  for (let at = text.indexOf('<'), done = 0; at >= 0 && at - start < JUNK_LENGTH_MAX; at = text.indexOf('<', done)) {
    if (/\S/.test(text.slice(done, Math.min(at, done + 1000)))) junk = true;
    const end = pastDeclaration(text, at);
    if (end > 0) {
      done = end;
      continue;
    }
    const name = /^<(?:[A-Za-z][\w.-]*:)?([A-Za-z]+)[\s/>]/.exec(text.slice(at, at + 100))?.[1]?.toLowerCase();
    const tag = name && ROOTS.has(name) ? readTag(text.slice(at, at + TAG_LENGTH_MAX), 0) : null;
    if (tag && isFeedRoot(tag)) return { at, tag, junk };
    junk = true;
    done = at + 1;
  }
  return null;
}

/** Where a comment, an instruction or a document type that begins at `at` ends; 0 where none begins. */
function pastDeclaration(text: string, at: number): number {
  const next = text.charAt(at + 1);
  if (next === '?') return pastOr(text, '?>', at);
  if (next !== '!') return 0;
  if (text.startsWith('<!--', at)) return pastOr(text, '-->', at);
  if (!/^<!doctype/i.test(text.slice(at, at + 9))) return 0;
  const subset = text.indexOf('[', at);
  const end = text.indexOf('>', at);
  if (subset < 0 || subset > end) return end < 0 ? 0 : end + 1;
  const close = /\]\s*>/g;
  close.lastIndex = subset;
  return close.exec(text) ? close.lastIndex : 0;
}

function pastOr(text: string, needle: string, at: number): number {
  const end = text.indexOf(needle, at);
  return end < 0 ? 0 : end + needle.length;
}

/** `item` and `channel` are the names of many things: alone they are a feed only without a namespace of their own. */
function isFeedRoot(tag: Tag): boolean {
  const { prefix, local } = splitName(tag.raw);
  return /^(rss|feed|rdf)$/i.test(local) || prefix === '';
}
