import { FetchError } from '../../model/errors.ts';
import type { Validators } from '../../model/poll.ts';
import { parseUrl } from '../../text/parse-url.ts';
import { ACCEPT_ENCODING } from './body.ts';
import { isFieldValue } from './headers.ts';

export interface FetchRequest {
  /** As in the config, credentials included. */
  readonly url: string;
  /** Where the source has moved to for good; asked instead, with the credentials that may go there. */
  readonly movedTo?: string | null;
  readonly validators: Validators;
  /** Ends the request as `stopped`. */
  readonly signal?: AbortSignal | undefined;
}

const ACCEPT =
  'application/atom+xml, application/rss+xml, application/feed+json;q=0.9, application/rdf+xml;q=0.9, ' +
  'application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1';

/** Who asks, so that a publisher can find us: name, version and contact, in characters that a header may carry. */
export function userAgent(version: string, contact: string | null): string {
  const clean = (contact ?? '').replace(/[^\x21-\x7e]|[()]/g, '');
  return `Newsbraid/${version}${clean ? ` (+${clean})` : ''}`;
}

/** The fields of every request to one source; what is stored of the last answer goes back byte for byte. */
export function requestHeaders(agent: string, { etag, lastModified }: Validators): Record<string, string> {
  const headers: Record<string, string> = {
    'user-agent': agent,
    accept: ACCEPT,
    'accept-encoding': ACCEPT_ENCODING,
  };
  if (etag !== null && isFieldValue(etag)) headers['if-none-match'] = etag;
  if (lastModified !== null && isFieldValue(lastModified)) headers['if-modified-since'] = lastModified;
  return headers;
}

/** Where to send a request, apart from the credentials that the configured address may carry. */
export interface Target {
  readonly url: URL;
  /** Value of `Authorization` for the hosts that `mayKnow` allows; null: there are no credentials. */
  readonly authorization: string | null;
}

/** Reads the address of a source. Fails with FetchError `bad_url`, which does not repeat it: it may hold a password. */
export function readTarget(address: string): Target {
  const url = parseUrl(address);
  if (url === null) {
    throw new FetchError('bad_url', 'The address of this source is no URL. Correct it in config/sources.yaml.');
  }
  if (!isHttp(url)) {
    throw new FetchError(
      'bad_url',
      `The address of this source begins with ${url.protocol}, and feeds are fetched by http: and https: only. ` +
        'Correct it in config/sources.yaml.',
    );
  }
  const { username, password } = url;
  const authorization =
    username || password ? `Basic ${Buffer.from(`${decode(username)}:${decode(password)}`).toString('base64')}` : null;
  return { url: bare(url), authorization };
}

export function isHttp(url: URL): boolean {
  return url.protocol === 'http:' || url.protocol === 'https:';
}

/** The same address without credentials and fragment. */
export function bare(url: URL): URL {
  url.username = '';
  url.password = '';
  url.hash = '';
  return url;
}

/** Whether credentials meant for one address may be sent to another: same origin, or the same host's move to https. */
export function mayKnow(owner: URL, other: URL): boolean {
  if (owner.origin === other.origin) return true;
  const upgraded = owner.protocol === 'http:' && other.protocol === 'https:';
  return upgraded && owner.hostname === other.hostname && owner.port === '' && other.port === '';
}

/** An address for a message: queries are left out, as they often carry a reader's secret token. */
export function sayUrl(url: URL): string {
  return `${url.origin}${url.pathname}${url.search ? '?…' : ''}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
