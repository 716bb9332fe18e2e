import { UsageError } from '../model/errors.ts';
import { parseUrl } from '../text/parse-url.ts';

/** For an option that may be given several times, each with one value: it must not take what follows it. */
export function repeated(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** The address of a feed or a site as people type it: the scheme may be missing, but not what makes it an address. */
export function addressOf(given: string): string {
  // A port may follow a host's colon: localhost:8000/feed.
  const url = /^[a-z][a-z\d+.-]*:(?!\d)/i.test(given) ? given : /[.:/]/.test(given) ? `https://${given}` : '';
  if (/^https?:\/\//i.test(url) && parseUrl(url)) return url;
  throw new UsageError('bad_url', `expected an http or https address such as https://example.org, got ${given}`);
}
