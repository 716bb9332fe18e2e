import { errors } from 'undici';
import { FetchError, messageOf } from '../../model/errors.ts';
import type { FetchFailureCode } from '../../model/poll.ts';

type Sentence = readonly [code: FetchFailureCode, what: (host: string) => string];

const noAnswer = (host: string) => `${host} accepted the request but did not begin to answer in time.`;
const lost = (host: string) => `${host} closed the connection before its answer was complete.`;
const unreachable = (host: string) => `${host} cannot be reached from here.`;
const nameUnknown = (host: string) => `There is no host ${host}. Check the address.`;
const certificate = (host: string) =>
  `${host} shows a certificate that is not valid for it, so its answers cannot be trusted.`;

const stopped = () => 'Newsbraid was stopped before the answer came.';

/** Codes of undici, Node's net, dns and tls, and what they mean for a person. */
const SENTENCES: Readonly<Record<string, Sentence>> = {
  UND_ERR_CONNECT_TIMEOUT: ['connect_timeout', (host) => `No connection to ${host} came about in time.`],
  UND_ERR_HEADERS_TIMEOUT: ['first_byte_timeout', noAnswer],
  UND_ERR_BODY_TIMEOUT: ['stalled', (host) => `${host} fell silent in the middle of its answer.`],
  UND_ERR_HEADERS_OVERFLOW: ['headers_too_large', (host) => `The header of ${host}’s answer is too large.`],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['truncated', lost],
  UND_ERR_SOCKET: ['connection_lost', lost],
  ECONNRESET: ['connection_lost', lost],
  EPIPE: ['connection_lost', lost],
  ECONNREFUSED: ['connect_refused', (host) => `${host} refuses connections.`],
  EHOSTUNREACH: ['connect_failed', unreachable],
  ENETUNREACH: ['connect_failed', unreachable],
  EADDRNOTAVAIL: ['connect_failed', unreachable],
  ETIMEDOUT: ['connect_timeout', (host) => `No connection to ${host} came about in time.`],
  ENOTFOUND: ['dns_not_found', nameUnknown],
  ENODATA: ['dns_not_found', nameUnknown],
  CERT_HAS_EXPIRED: ['certificate', (host) => `The certificate of ${host} has expired.`],
  UND_ERR_DESTROYED: ['stopped', stopped],
  UND_ERR_CLOSED: ['stopped', stopped],
};

/**
 * What went wrong below HTTP, as a FetchError for a person: the fact, not what comes next, since a command that runs once asks
 * no second time. Mistakes in our own code are no such thing and are
 * given back as they are.
 */
export function explain(error: unknown, url: URL): unknown {
  if (error instanceof FetchError || isOurMistake(error)) return error;
  const { host } = url;
  const code = codeOf(error);
  const say = (name: FetchFailureCode, what: string) => new FetchError(name, what, { cause: error });
  const sentence = SENTENCES[code];
  if (sentence) return say(sentence[0], sentence[1](host));
  if (error instanceof errors.HTTPParserError) return say('bad_http', `${host} answers in something that is not HTTP.`);
  if (code.startsWith('EAI_')) return say('dns_failed', `The name ${host} could not be looked up just now.`);
  if (/CERT|ISSUER|SIGNATURE|_CA$/.test(code)) return say('certificate', certificate(host));
  if (/^(ERR_SSL|ERR_TLS|EPROTO)/.test(code))
    return say('tls_failed', `No secure connection to ${host} came about (${code}).`);
  return say('connect_failed', `${host} cannot be reached from here (${code || messageOf(error)}).`);
}

function isOurMistake(error: unknown): boolean {
  return (
    error instanceof TypeError ||
    error instanceof RangeError ||
    /^(ERR_ASSERTION|UND_ERR_INVALID_ARG)$/.test(codeOf(error))
  );
}

/** Node reports several addresses tried in one AggregateError; what a host said tells more than that we have no IPv6. */
export function codeOf(error: unknown): string {
  if (error instanceof AggregateError) {
    const codes = error.errors.map(codeOf);
    return codes.find((code) => code !== 'ENETUNREACH' && code !== 'EADDRNOTAVAIL') ?? codes[0] ?? '';
  }
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

/** Why an answer other than 2xx and 304 brings no feed; `quiet`: for how long the host asks not to be asked again. */
export function explainStatus(status: number, host: string, quiet: string | null): string {
  const [what, advice] = STATUSES[status] ?? [status >= 500 ? 'has trouble of its own' : 'brings no feed'];
  const rest = quiet ? ` It asks to be left alone for ${quiet}.` : advice ? ` ${advice}` : '';
  return `${host} ${what} (${status}).${rest}`;
}

const STATUSES: Readonly<Record<number, readonly [what: string, advice?: string]>> = {
  204: ['says that there is nothing here'],
  206: ['sent a part of the feed although the whole was asked for'],
  401: ['asks for a name and a password', 'Put them into the source’s address: https://name:password@host/feed.'],
  403: ['refuses to hand out this feed'],
  404: ['has no such page', 'Look for the feed’s new address.'],
  410: ['says that this feed is gone for good', 'Give its new address or remove the source.'],
  429: ['finds that we ask too often'],
  451: ['may not hand out this feed for legal reasons'],
};
