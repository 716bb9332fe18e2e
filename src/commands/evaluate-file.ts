import { readFileSync } from 'node:fs';
import { fileError } from '../io/file-error.ts';
import { UsageError } from '../model/errors.ts';
import type { ItemText } from '../model/item.ts';
import type { ClusterSettings } from '../model/settings.ts';
import { EventIndex } from '../stages/cluster/event-index.ts';
import { CLUSTER_RULES } from '../stages/cluster/rules.ts';
import { CopyIndex } from '../stages/dedupe/copy-index.ts';
import { type GroupingQuality, groupingQuality, type PairQuality, pairQuality } from '../stages/evaluate.ts';
import { parseUrl } from '../text/parse-url.ts';
import { TextReader } from '../text/words/reader.ts';
import { WordStatistics, type WordTable } from '../text/words/statistics.ts';

interface LabelledItem {
  readonly title: string;
  readonly summary?: string;
  readonly url?: string;
  readonly publisher?: string;
  readonly published?: string;
  readonly language?: string;
  readonly cluster?: string;
}

interface LabelledPair {
  readonly a: LabelledItem;
  readonly b: LabelledItem;
  readonly same: boolean;
  readonly language?: string;
}

export interface GroupedFile extends GroupingQuality {
  readonly file: string;
  readonly items: number;
  readonly clusters: number;
  /** Of processor time, so that other work on the machine does not count. */
  readonly storiesASecond: number;
}

export interface PairedFile {
  readonly file: string;
  readonly pairs: number;
  readonly cluster: PairQuality;
  /** Joined into one story: a stricter claim than one cluster. */
  readonly story: PairQuality;
}

/**
 * Reads and measures one file of labelled items or pairs; items without times are one window.
 *
 * @throws {UsageError} `bad_line` or `unlabelled_line`, naming the line.
 */
export function evaluateFile(file: string, table: WordTable, settings: ClusterSettings): GroupedFile | PairedFile {
  const rows = readRows(file);
  const pairs = rows.filter((row): row is LabelledPair => 'a' in row);
  if (pairs.length > 0) return { file, pairs: pairs.length, ...evaluatePairs(pairs, table, settings) };
  return { file, items: rows.length, ...evaluateItems(rows as LabelledItem[], table, settings) };
}

function evaluateItems(rows: readonly LabelledItem[], table: WordTable, settings: ClusterSettings) {
  const items = rows.map(itemOf);
  const words = new WordStatistics(table);
  const started = process.cpuUsage();
  const predicted = braid(items, words, settings).map(({ clusterId }) => clusterId);
  const storiesASecond = Math.round((items.length / process.cpuUsage(started).user) * 1_000_000);
  const truth = rows.map((row) => row.cluster as string);
  return { clusters: new Set(predicted).size, ...groupingQuality(truth, predicted), storiesASecond };
}

function evaluatePairs(pairs: readonly LabelledPair[], table: WordTable, settings: ClusterSettings) {
  const decided = pairs.map(({ a, b, same, language }) => {
    const items = [itemOf({ language, ...a }, 0), itemOf({ language, ...b }, 1)];
    const [first, second] = braid(items, new WordStatistics(table), settings);
    return { same, cluster: first?.clusterId === second?.clusterId, story: first?.storyId === second?.storyId };
  });
  return {
    cluster: pairQuality(decided.map(({ same, cluster }) => ({ same, joined: cluster }))),
    story: pairQuality(decided.map(({ same, story }) => ({ same, joined: story }))),
  };
}

/** Stories and clusters of items in their order, decided as the service decides them, without a database. */
export function braid(
  items: readonly ItemText[],
  words: WordStatistics,
  settings: ClusterSettings,
  rules = CLUSTER_RULES,
) {
  const reader = new TextReader(words);
  const copies = new CopyIndex(reader);
  const events = new EventIndex(settings, reader, rules);
  const clusterOf = new Map<number, number>();
  const mergedInto = new Map<number, number>();
  let nextId = 1;
  const stories = items.map((item) => {
    const copy = copies.find(item);
    const storyId = copy?.storyId ?? item.id;
    copies.add(item, storyId);
    if (copy) return storyId;
    const story = { ...item, storyId };
    const placement = events.place(story, nextId);
    clusterOf.set(storyId, events.apply(story, placement, nextId));
    for (const { from, into } of placement.merges) mergedInto.set(from, into);
    for (const move of placement.moves) clusterOf.set(move.storyId, move.into);
    nextId = Math.max(nextId, ...[...clusterOf.values()].slice(-1), ...placement.moves.map(({ into }) => into)) + 1;
    return storyId;
  });
  const survivor = (id: number): number => {
    const next = mergedInto.get(id);
    return next === undefined ? id : survivor(next);
  };
  return stories.map((storyId) => ({ storyId, clusterId: survivor(clusterOf.get(storyId) as number) }));
}

/** The items of a labelled file, as the service would see them. */
export function readItems(file: string): ItemText[] {
  return (readRows(file) as LabelledItem[]).map(itemOf);
}

function itemOf(row: LabelledItem, index: number): ItemText {
  const at = new Date(row.published ?? 0);
  return {
    id: index + 1,
    outlet: row.publisher ?? hostOf(row.url) ?? `outlet ${index}`,
    urlKey: row.url ?? null,
    title: row.title,
    attribution: null,
    summary: row.summary ?? '',
    language: row.language ?? null,
    priority: 0,
    at: Number.isNaN(at.getTime()) ? new Date(0) : at,
  };
}

function hostOf(url: string | undefined): string | null {
  return (url && parseUrl(url)?.hostname.replace(/^www\./, '')) || null;
}

function readRows(file: string): (LabelledItem | LabelledPair)[] {
  const rows: (LabelledItem | LabelledPair)[] = [];
  readText(file)
    .split('\n')
    .forEach((line, index) => {
      if (line.trim() !== '') rows.push(readRow(line, `${file}:${index + 1}`));
    });
  if (rows.length === 0) throw new UsageError('no_lines', `${file}: ${EXPECTED}, got an empty file`);
  return rows;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw fileError('read', file, error);
  }
}

function readRow(line: string, place: string): LabelledItem | LabelledPair {
  let row: LabelledItem | LabelledPair;
  try {
    row = JSON.parse(line) as LabelledItem | LabelledPair;
  } catch (cause) {
    throw new UsageError('bad_line', `${place}: expected one JSON object, got ${line.slice(0, 80)}`, { cause });
  }
  if (isLabelled(row)) return row;
  throw new UsageError('unlabelled_line', `${place}: ${EXPECTED}, got ${line.slice(0, 80)}`);
}

const EXPECTED = 'expected {"title", "cluster", …} or {"a": {"title", …}, "b": {"title", …}, "same", …}';

function isLabelled(row: LabelledItem | LabelledPair | null): boolean {
  if (typeof row !== 'object' || row === null) return false;
  if ('a' in row) return typeof row.same === 'boolean' && isTitled(row.a) && isTitled(row.b);
  return typeof row.cluster === 'string' && isTitled(row);
}

function isTitled(item: Partial<LabelledItem> | null): boolean {
  return typeof item?.title === 'string' && ['string', 'undefined'].includes(typeof item.summary);
}
