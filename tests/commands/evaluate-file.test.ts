import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluateFile } from '../../src/commands/evaluate-file.ts';
import { readShippedWords } from '../../src/io/word-tables.ts';
import { defaultSettings } from '../../src/model/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'newsbraid-evaluate-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(rows: readonly unknown[]): string {
  const file = join(folder, `${rows.length}-${JSON.stringify(rows).length}.jsonl`);
  writeFileSync(file, rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n'));
  return file;
}

const evaluate = (rows: readonly unknown[]) => evaluateFile(fileOf(rows), readShippedWords(), defaultSettings.cluster);
const FERRY = { title: 'Ferry capsizes off Port Ellery, dozens rescued from the water' };
const SAME = { title: 'Dozens rescued from the water as ferry capsizes off Port Ellery' };
const CHESS = { title: 'Vardonia wins chess title for the third time' };

describe('evaluateFile', () => {
  it('measures groups', () => {
    const rows = [
      { ...FERRY, cluster: 'a' },
      { ...CHESS, cluster: 'b' },
      { ...SAME, cluster: 'a' },
    ];
    expect(evaluate(rows)).toMatchObject({ items: 3, clusters: 2, precision: 1, recall: 1, f1: 1, pairF1: 1 });
  });

  it('measures pairs, as clusters and as stories', () => {
    const rows = [
      { a: FERRY, b: SAME, same: true },
      { a: FERRY, b: CHESS, same: false },
    ];
    expect(evaluate(rows)).toMatchObject({
      pairs: 2,
      cluster: { accuracy: 1, precision: 1, recall: 1 },
      story: { accuracy: 0.5, precision: 1, recall: 0 },
    });
  });

  it.each([
    ['no JSON', 'nonsense', ':2: expected one JSON object'],
    ['no label', { title: 'x' }, ':2: expected {"title", "cluster"'],
    ['no JSON object', '7', ':2: expected {"title", "cluster"'],
  ])('names the line with %s', (_, bad, message) => {
    expect(() => evaluate([{ ...FERRY, cluster: 'a' }, bad])).toThrow(message);
  });
});
