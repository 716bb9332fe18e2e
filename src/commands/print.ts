import Table from 'cli-table3';
import { count } from '../text/amounts.ts';

const CELL_WIDTH_MAX = 80;

/** Prints rows as a table for a person, or as JSON for a program. */
export function printRows(rows: readonly object[], columns: readonly string[], options: { json?: boolean }): void {
  if (options.json) {
    print(JSON.stringify(rows, null, 2));
    return;
  }
  const table = new Table({ head: [...columns], style: { head: [], border: [] }, chars: PLAIN });
  for (const row of rows) table.push(columns.map((column) => sayCell((row as Record<string, unknown>)[column])));
  print(table.toString());
  print(`(${count(rows.length, 'row')})`);
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** A cell in one line, with the indentation of a plan; long ones are cut, since `--json` has them whole. */
function sayCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString().replace('T', ' ').replace('.000Z', 'Z');
  const text = (typeof value === 'object' ? JSON.stringify(value) : String(value)).replace(/\s+/g, (run) =>
    /^ +$/.test(run) ? run : ' ',
  );
  return text.length > CELL_WIDTH_MAX ? `${text.slice(0, CELL_WIDTH_MAX - 1)}…` : text;
}

/** Lines between columns and below the head only. */
const PLAIN = {
  ...{
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
  },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
};
