import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Document, isScalar, isSeq, parseDocument, type YAMLSeq } from 'yaml';
import type { Corrections } from '../../model/corrections.ts';
import { UsageError } from '../../model/errors.ts';
import { referenceKey } from '../../text/reference-key.ts';
import { CORRECTIONS_FILE, checkCorrections } from './corrections.ts';
import { replaceFile } from './replace-file.ts';

/** One entry more for corrections.yaml: two articles as addresses or `urn:uuid:…`. */
export interface NewCorrection {
  readonly kind: 'together' | 'apart';
  readonly articles: readonly [string, string];
}

export interface EditedCorrections {
  readonly file: string;
  /** False: the file says so already. */
  readonly changed: boolean;
  /** Whether an entry that said the opposite was taken out. */
  readonly replaced: boolean;
  /** What the file says now. */
  readonly corrections: Corrections;
}

/**
 * Writes a correction into the corrections.yaml of a folder, which is created where it is missing; comments stay. An entry that says the
 * opposite of these two articles goes. Throws a ConfigError, and leaves the file as it is, when it has mistakes or would
 * contradict itself; a UsageError for one article under two names.
 */
export async function addCorrection(folder: string, correction: NewCorrection): Promise<EditedCorrections> {
  const [a, b] = correction.articles.map(referenceKey);
  if (a === b) throw new UsageError('same_article', `expected two articles, got one twice: ${correction.articles[0]}`);
  const file = join(folder, CORRECTIONS_FILE);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const before = checkCorrections(file, text);
  const document = parseDocument(text);
  const replaced = removeOpposite(document, before, correction);
  const changed = add(document, before, correction) || replaced;
  if (!changed) return { file, changed, replaced, corrections: before };
  const edited = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  const corrections = checkCorrections(file, edited);
  await replaceFile(file, edited);
  return { file, changed, replaced, corrections };
}

function add(document: Document, before: Corrections, { kind, articles }: NewCorrection): boolean {
  const [a, b] = articles.map(referenceKey);
  const keys = before[kind].map((entry) => entry.map(referenceKey));
  if (keys.some((entry) => entry.includes(a as string) && entry.includes(b as string))) return false;
  const list = listOf(document, kind);
  // What belongs with one of a list belongs with all of them.
  const row =
    kind === 'together' ? keys.findIndex((entry) => entry.includes(a as string) || entry.includes(b as string)) : -1;
  if (row < 0) list.add(document.createNode(articles));
  else
    (list.get(row) as YAMLSeq).add(document.createNode(keys[row]?.includes(a as string) ? articles[1] : articles[0]));
  return true;
}

function removeOpposite(document: Document, before: Corrections, { kind, articles }: NewCorrection): boolean {
  const [a, b] = articles.map(referenceKey) as [string, string];
  const opposite = kind === 'together' ? 'apart' : 'together';
  const rows = before[opposite].map((entry, row) => ({ row, keys: entry.map(referenceKey) }));
  const against = rows.filter(({ keys }) => keys.includes(a) && keys.includes(b));
  for (const { row, keys } of against.reverse()) {
    const list = listOf(document, opposite);
    if (keys.length <= 2) list.delete(row);
    else (list.get(row) as YAMLSeq).delete(keys.indexOf(b));
  }
  return against.length > 0;
}

/** The list under a key, put there if there is none; written one entry to a line. */
function listOf(document: Document, key: string): YAMLSeq {
  const there = document.get(key, true);
  if (isSeq(there)) {
    if (there.items.length === 0) there.flow = false;
    return there;
  }
  const list = document.createNode([]);
  if (isScalar(there)) list.commentBefore = [there.commentBefore, there.comment].filter(Boolean).join('\n') || null;
  document.set(key, list);
  return list;
}
