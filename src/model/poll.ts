/** How a visit to a source ended. */
export type PollOutcome = 'new' | 'unchanged' | 'not-modified' | 'failed' | 'gone';

/** Validators of RFC 9110 §8.8 and the hash of the last body: kept exactly as received. */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** SHA-256 of the decoded body, hex. */
  readonly bodyHash: string | null;
}

/** With these a server sends its document whatever it has sent before. */
export const noValidators: Validators = { etag: null, lastModified: null, bodyHash: null };

/** How the server asks to be treated; survives a 304. */
export interface ServerHints {
  /** From `Cache-Control: max-age` or `Expires`. */
  readonly freshForMs: number | null;
  /** RSS ttl or syndication module. */
  readonly intervalMs: number | null;
  readonly skipHours: readonly number[];
  readonly skipDays: readonly number[];
}

/** What is known of every request, however it ended. URLs carry no credentials. */
export interface Exchange {
  /** Of the last answer; null: there was none. */
  readonly httpStatus: number | null;
  /** Bodies as they came over the wire, redirects included. */
  readonly bytes: number;
  readonly tookMs: number;
  /** How long the server calls its answer fresh; null: it says nothing, so that what it said before still holds. */
  readonly freshForMs: number | null;
  /** The address that gave the last answer. */
  readonly finalUrl: string;
  /** Where the source lives now, when the chain began with 301 or 308: the target up to which it had no others. */
  readonly permanentUrl: string | null;
}

export interface NotModified extends Exchange {
  readonly kind: 'not-modified';
  /** The old ones, renewed where the 304 brought others. */
  readonly validators: Validators;
}

/**
 * A document, decompressed, the charset as sent; in the pieces in which it came. Joined in the thread that reads it and not before, it
 * is never in the main thread's memory twice, which would make that collect its heap twice as often.
 */
export type Body = readonly Uint8Array[];

/** The document in one piece. */
export function wholeOf(body: Body): Uint8Array {
  return body.length === 1 ? (body[0] as Uint8Array) : Buffer.concat(body);
}

export function lengthOf(body: Body): number {
  return body.reduce((length, piece) => length + piece.length, 0);
}

export interface FetchedBody extends Exchange {
  readonly kind: 'body';
  readonly body: Body;
  readonly contentType: string | null;
  readonly validators: Validators;
  /** The same bytes as last time: nothing to parse. */
  readonly unchanged: boolean;
}

/** Stable names of what can go wrong with a request. `http_` and a status: the server said no. */
export type FetchFailureCode =
  | 'address_refused'
  | 'bad_encoding'
  | 'bad_http'
  | 'bad_redirect'
  | 'bad_url'
  | 'body_too_large'
  | 'certificate'
  | 'connect_failed'
  | 'connect_refused'
  | 'connect_timeout'
  | 'connection_lost'
  | 'decoded_too_large'
  | 'dns_failed'
  | 'dns_not_found'
  | 'empty_body'
  | 'encoding_unsupported'
  | 'first_byte_timeout'
  | 'headers_too_large'
  | 'html_page'
  | 'redirect_loop'
  | 'stalled'
  | 'stopped'
  | 'tls_failed'
  | 'too_many_redirects'
  | 'total_timeout'
  | 'truncated'
  | 'unexpected_304'
  | `http_${number}`;

export interface FetchFailure extends Exchange {
  readonly kind: 'failed';
  readonly code: FetchFailureCode;
  /** One sentence or two for a person: what happened, and where there is something to do, what. */
  readonly message: string;
  /** From `Retry-After`, counted from the answer. */
  readonly retryAfterMs: number | null;
  /** 410: the publisher says that it will not come back. */
  readonly gone: boolean;
  /** Of an `html_page`: the feed that the page offers. */
  readonly feedUrl?: string;
}

/** How a request ended. */
export type FetchResult = NotModified | FetchedBody | FetchFailure;

export interface PollError {
  readonly code: string;
  readonly message: string;
}

/** What must be known of a source before the next request to it. */
export interface SourceState {
  readonly nextPollAt: Date;
  readonly status: 'new' | 'ok' | 'failing' | 'gone';
  /** In a row. */
  readonly failures: number;
  readonly firstFailedAt: Date | null;
  readonly error: PollError | null;
  /** Of the last body that could be used, so that a broken one is asked for again. */
  readonly validators: Validators;
  readonly hints: ServerHints;
  readonly movedTo: string | null;
  readonly movedPolls: number;
  readonly itemsAWeek: number;
  readonly newestItemAt: Date | null;
  /** The host (with its port) of the last answer, redirects followed; null: there was none, so that the one before counts. */
  readonly answeringHost: string | null;
  /** A host (with its port) of which nothing may be polled before `until`, whatever the source. */
  readonly hostHold: { readonly host: string; readonly until: Date } | null;
}
