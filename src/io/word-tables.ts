import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readWordTable, type WordTable } from '../text/words/statistics.ts';

const FOLDER = fileURLToPath(new URL('../../assets/words/', import.meta.url));

/** The word tables that are shipped (assets/words/*.txt), as one. */
export function readShippedWords(): WordTable {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.txt'));
  return readWordTable(files.sort().map((file) => readFileSync(`${FOLDER}${file}`, 'utf8')));
}
