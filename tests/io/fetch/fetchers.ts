import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Fetcher, type FetcherOptions } from '../../../src/io/fetch/fetcher.ts';
import type { Validators } from '../../../src/model/poll.ts';
import { defaultSettings, type FetchSettings } from '../../../src/model/settings.ts';

export const NOTHING_KNOWN: Validators = { etag: null, lastModified: null, bodyHash: null };

/** Deadlines are too far to be met by what ends without them, however busy the machine is. */
const SMALL: FetchSettings = {
  ...defaultSettings.fetch,
  allowPrivateAddresses: true,
  connectTimeoutMs: 20_000,
  firstByteTimeoutMs: 20_000,
  totalTimeoutMs: 20_000,
  bodyBytesMax: 256 * 1024,
};

/** For what ends with a deadline only; a connection to loopback may take its time. */
export const IMPATIENT = { firstByteTimeoutMs: 300, totalTimeoutMs: 1200 };

export function createFetcher(settings: Partial<FetchSettings> = {}, options: FetcherOptions = {}): Fetcher {
  return new Fetcher({ ...SMALL, ...settings }, { version: '1.2.3', siteUrl: 'https://news.example/' }, options);
}

/** A resolver that knows these names only; a list of lists answers each question with the next. */
export function resolverOf(names: Record<string, readonly string[] | readonly (readonly string[])[]>): LookupFunction {
  const asked = new Map<string, number>();
  return (hostname, options, callback) => {
    const known = names[hostname];
    if (!known) return callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
    const turn = asked.get(hostname) ?? 0;
    asked.set(hostname, turn + 1);
    const answer = (Array.isArray(known[0]) ? known[Math.min(turn, known.length - 1)] : known) as readonly string[];
    const found: LookupAddress[] = answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    if (options.all) callback(null, found);
    else callback(null, found[0]?.address ?? '', found[0]?.family);
  };
}
