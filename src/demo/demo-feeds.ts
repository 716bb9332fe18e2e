import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { checkYaml } from '../io/config/yaml-file.ts';
import { fillDates } from './fill-dates.ts';

const edit = z.strictObject({ from: z.string().min(1), to: z.string().min(1) });

const feed = z.strictObject({
  file: z.string().regex(/^[\w-]+\.(xml|atom|json)$/, 'expected a file name ending in .xml, .atom or .json'),
  title: z.string().min(1),
  outlet: z.string().min(1),
  category: z.array(z.string().min(1)),
  /** What the outlet changes before it is asked a second time. */
  later: z.array(edit).default([]),
});

const feedsFile = z.strictObject({ feeds: z.array(feed) });

export interface DemoFeed {
  readonly file: string;
  readonly title: string;
  readonly outlet: string;
  readonly category: string[];
  /** As served first, dates filled in. */
  readonly first: string;
  /** As served from the second request on: the same, or with edited headlines. */
  readonly later: string;
}

/**
 * Reads the feeds that `feeds.yaml` in `folder` names, from `feeds/` beside it.
 *
 * @throws {ConfigError} when feeds.yaml is not as expected.
 */
export function readDemoFeeds(folder: URL, now: Date): DemoFeed[] {
  const path = fileURLToPath(new URL('feeds.yaml', folder));
  const text = readFileSync(path, 'utf8');
  return checkYaml(path, text, feedsFile).value.feeds.map(({ later, ...named }) => {
    const first = fillDates(readFileSync(new URL(`feeds/${named.file}`, folder), 'utf8'), now);
    return { ...named, first, later: later.reduce((body, { from, to }) => body.replace(from, () => to), first) };
  });
}
