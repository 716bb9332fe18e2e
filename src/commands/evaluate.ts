import Table from 'cli-table3';
import { Command } from 'commander';
import { readShippedWords } from '../io/word-tables.ts';
import { defaultSettings } from '../model/settings.ts';
import { evaluateFile, type GroupedFile, type PairedFile } from './evaluate-file.ts';

/** `newsbraid evaluate FILE.jsonl…`: what the very code of the service makes of labelled items. */
export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description(
      'Measures copies and clusters on labelled items (JSON lines: title, summary, cluster … or a, b, same).',
    )
    .argument('<files...>', 'JSON-lines files')
    .option('--json', 'print JSON')
    .action((files: string[], options: { json?: boolean }) => {
      const table = readShippedWords();
      const results = files.map((file) => evaluateFile(file, table, defaultSettings.cluster));
      console.log(options.json ? JSON.stringify(results, null, 2) : asTables(results));
    });
}

function asTables(results: readonly (GroupedFile | PairedFile)[]): string {
  const grouped = results.filter((result): result is GroupedFile => 'items' in result);
  const paired = results.filter((result): result is PairedFile => 'pairs' in result);
  return [grouped.length > 0 ? groupedTable(grouped) : '', paired.length > 0 ? pairedTable(paired) : '']
    .filter(Boolean)
    .join('\n');
}

function groupedTable(results: readonly GroupedFile[]): string {
  const table = new Table({ head: ['file', 'items', 'clusters', 'precision', 'recall', 'F1', 'pair F1', 'stories/s'] });
  for (const row of results) {
    const figures = [row.precision, row.recall, row.f1, row.pairF1].map((figure) => figure.toFixed(3));
    table.push([row.file, row.items, row.clusters, ...figures, row.storiesASecond]);
  }
  return table.toString();
}

function pairedTable(results: readonly PairedFile[]): string {
  const table = new Table({ head: ['file', 'pairs', 'put into one', 'accuracy', 'precision', 'recall'] });
  for (const row of results) {
    for (const kind of ['cluster', 'story'] as const) {
      const { accuracy, precision, recall } = row[kind];
      table.push([row.file, row.pairs, kind, ...[accuracy, precision, recall].map((figure) => figure.toFixed(3))]);
    }
  }
  return table.toString();
}
