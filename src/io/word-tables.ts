import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../assets/words/', import.meta.url));

/** The word tables that are shipped (assets/words/*.txt), for WordStatistics. */
export function readWordTables(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) => readFileSync(`${FOLDER}${file}`, 'utf8'));
}
