import { isDeepStrictEqual } from 'node:util';
import { Document, isSeq, parseDocument, type YAMLSeq } from 'yaml';

/** An entry of sources.yaml to be written; what is left out is not written. */
export interface NewSource {
  readonly url: string;
  readonly title?: string;
  readonly outlet?: string;
  readonly category?: string | readonly string[];
}

const STYLE = { lineWidth: 0, flowCollectionPadding: false };

/**
 * The text of sources.yaml with entries added at the end of its list. Everything else stays as it is, byte for byte: comments,
 * empty lines, alignment. Only a list in `[…]` or none at all is written anew, and keeps its comments. The text must be a valid
 * sources.yaml.
 */
export function appendSources(text: string, entries: readonly NewSource[]): string {
  if (entries.length === 0) return text;
  const document = parseDocument(text);
  const list = document.get('sources', true);
  const inserted = isSeq(list) && !list.flow ? insertAfterLast(text, list, entries) : null;
  // Whatever unusual form the file has: what comes out must say what was there and what was added.
  return inserted !== null && saysBoth(inserted, document, entries) ? inserted : rewrite(document, entries);
}

function insertAfterLast(text: string, { items }: YAMLSeq, entries: readonly NewSource[]): string | null {
  const range = (items.at(-1) as { range?: [number, number, number] | null } | undefined)?.range;
  if (!range) return null;
  const dash = text.lastIndexOf('-', range[0]);
  const indent = ' '.repeat(dash - text.lastIndexOf('\n', dash) - 1);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lineEnd = text[range[1] - 1] === '\n' ? range[1] - 1 : text.indexOf('\n', range[1]);
  const at = lineEnd === -1 ? text.length : lineEnd + 1;
  const before = lineEnd === -1 ? `${text}${newline}` : text.slice(0, at);
  const list = new Document();
  list.contents = nodesOf(list, entries);
  const lines = list.toString(STYLE).trimEnd().split('\n');
  return before + lines.map((line) => `${indent}${line}${newline}`).join('') + text.slice(at);
}

function saysBoth(text: string, before: Document, entries: readonly NewSource[]): boolean {
  const after = parseDocument(text);
  if (after.errors.length > 0) return false;
  const old = before.toJS() as { sources: unknown[] };
  return isDeepStrictEqual(after.toJS(), { ...old, sources: [...old.sources, ...entries] });
}

function rewrite(document: Document, entries: readonly NewSource[]): string {
  const list = document.get('sources', true);
  if (isSeq(list)) {
    list.flow = false;
    for (const entry of nodesOf(document, entries).items) list.add(entry);
  } else {
    document.set('sources', nodesOf(document, entries));
  }
  return document.toString(STYLE);
}

/** Several categories stand in one line: `category: [world, politics]`. */
function nodesOf(document: Document, entries: readonly NewSource[]): YAMLSeq {
  const list = document.createNode(entries) as YAMLSeq;
  entries.forEach((_, index) => {
    const category = list.getIn([index, 'category'], true);
    if (isSeq(category)) category.flow = true;
  });
  return list;
}
