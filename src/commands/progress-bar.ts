import { Presets, SingleBar } from 'cli-progress';

/** How much of it is done, where a person looks on; null elsewhere, and where there is nothing to do. */
export function progressBar(total: number, what: string): SingleBar | null {
  if (!process.stderr.isTTY || total === 0) return null;
  const format = `{bar} {value}/{total} ${what}, {eta_formatted} left`;
  const bar = new SingleBar({ format, stream: process.stderr }, Presets.shades_classic);
  bar.start(total, 0);
  return bar;
}
