import { sayDuration } from '../../model/duration.ts';
import type { ConfigMistake } from '../../model/errors.ts';
import { POLL_FLOOR } from '../../model/settings.ts';
import { sourcesFileSchema } from '../../model/sources-file.ts';
import { parseUrl } from '../../text/parse-url.ts';
import { isInside } from '../fetch/address.ts';
import { sameAddress } from './same-feed.ts';
import type { YamlFile } from './yaml-file.ts';

type LineOf = YamlFile<unknown>['lineOf'];

/** What the schema of sources.yaml cannot see: feeds that come twice, and other people's servers asked too often. */
export function checkSources(file: string, data: unknown, lineOf: LineOf): ConfigMistake[] {
  const { sources } = (data ?? {}) as { readonly sources?: unknown };
  const firstLines = new Map<string, number>();
  return (Array.isArray(sources) ? sources : []).flatMap((source: unknown, index) => {
    const { url, every } = (source ?? {}) as { readonly url?: unknown; readonly every?: unknown };
    if (typeof url !== 'string') return [];
    const line = lineOf(['sources', index, 'url']);
    const feed = parseUrl(url) ? sameAddress(url) : url;
    const earlier = firstLines.get(feed);
    firstLines.set(feed, earlier ?? line);
    const mistake = (key: string, at: number, expected: string, got: string): ConfigMistake => {
      return { file, line: at, path: `sources[${index}].${key}`, expected, got };
    };
    return [
      ...(earlier === undefined ? [] : [mistake('url', line, 'each feed once', `the feed of line ${earlier} again`)]),
      ...(isHurried(url, every)
        ? [mistake('every', lineOf(['sources', index, 'every']), `at least ${FLOOR}`, JSON.stringify(every))]
        : []),
    ];
  });
}

const FLOOR = `${sayDuration(POLL_FLOOR)}, as more often is a burden to a server`;
const everyOf = sourcesFileSchema.shape.sources.element.shape.every;

/** Your own machines may be asked every second. */
function isHurried(url: string, every: unknown): boolean {
  const { data } = everyOf.safeParse(every);
  const host = parseUrl(url)?.hostname;
  return data !== undefined && data < POLL_FLOOR && host !== undefined && !isInside(host);
}
