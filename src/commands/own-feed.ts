import { UsageError } from '../model/errors.ts';
import { wholeOf } from '../model/poll.ts';
import type { Settings } from '../model/settings.ts';
import { parseUrl } from '../text/parse-url.ts';
import type { Places } from './context.ts';
import type { Probe } from './probe.ts';

/**
 * What to say of a feed that a Newsbraid made: it repeats the news of others as an outlet of its own. Throws a UsageError where that
 * Newsbraid is this one for certain, whose news would go round in a circle. null: another program made it.
 */
export function remarkOnBraided({ answer }: Probe, { site }: Settings, places: Places): string | null {
  if (answer.kind !== 'body' || !MADE_BY_US.test(new TextDecoder().decode(wholeOf(answer.body)))) return null;
  if (!isServedHere(answer.finalUrl, site.url, places))
    return 'A Newsbraid made it: what it gathers counts for one outlet more, beside those that it gathers from.';
  throw new UsageError(
    'own_feed',
    `${answer.finalUrl} is what this Newsbraid publishes itself (site.url, HOST and PORT say so): every story would count for one outlet more. Nothing was changed.`,
  );
}

/** In Atom and RSS the generator, in JSON Feed the extension. */
const MADE_BY_US = /<generator[^>]*>\s*Newsbraid\b|"_newsbraid"\s*:/;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i;
const ANY = new Set(['0.0.0.0', '::']);

function isServedHere(url: string, siteUrl: string | null, { host, port }: Places): boolean {
  const asked = new URL(url);
  const site = siteUrl === null ? null : parseUrl(siteUrl);
  if (site?.host === asked.host && asked.pathname.startsWith(site.pathname.replace(/\/?$/, '/'))) return true;
  const isHost = asked.hostname === host || (LOOPBACK.test(asked.hostname) && (LOOPBACK.test(host) || ANY.has(host)));
  return isHost && Number(asked.port || 80) === port;
}
