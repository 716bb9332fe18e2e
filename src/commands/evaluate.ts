import { basename } from 'node:path';
import { Command } from 'commander';
import { readShippedWords } from '../io/word-tables.ts';
import { defaultSettings } from '../model/settings.ts';
import { evaluateFile, type GroupedFile, type PairedFile } from './evaluate-file.ts';
import { print, printRows } from './print.ts';

/** `newsbraid evaluate FILE.jsonl…`: what the very code of the service makes of labelled items. */
export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description('Measure copies and clusters on labelled items (JSON lines: title, summary, cluster … or a, b, same).')
    .argument('<files...>', 'JSON-lines files')
    .option('--json', 'print JSON')
    .action((files: string[], options: { json?: boolean }) => {
      const table = readShippedWords();
      const results = files.map((file) => evaluateFile(file, table, defaultSettings.cluster));
      if (options.json) print(JSON.stringify(results, null, 2));
      else printTables(results);
    });
}

function printTables(results: readonly (GroupedFile | PairedFile)[]): void {
  const grouped = results.filter((result): result is GroupedFile => 'items' in result);
  const paired = results.filter((result): result is PairedFile => 'pairs' in result);
  if (grouped.length > 0)
    printRows(
      grouped.map(groupedRow),
      ['file', 'items', 'clusters', 'precision', 'recall', 'F1', 'pair F1', 'stories/s'],
      {},
    );
  if (paired.length > 0)
    printRows(paired.flatMap(pairedRows), ['file', 'pairs', 'put into one', 'accuracy', 'precision', 'recall'], {});
}

function groupedRow({ file, items, clusters, precision, recall, f1, pairF1, storiesASecond }: GroupedFile): object {
  const figures = {
    precision: sayShare(precision),
    recall: sayShare(recall),
    F1: sayShare(f1),
    'pair F1': sayShare(pairF1),
  };
  return { file: basename(file), items, clusters, ...figures, 'stories/s': storiesASecond };
}

function pairedRows(result: PairedFile): object[] {
  return (['cluster', 'story'] as const).map((kind) => {
    const { accuracy, precision, recall } = result[kind];
    const figures = { accuracy: sayShare(accuracy), precision: sayShare(precision), recall: sayShare(recall) };
    return { file: basename(result.file), pairs: result.pairs, 'put into one': kind, ...figures };
  });
}

function sayShare(share: number): string {
  return share.toFixed(3);
}
