/** How a visit to a source ended. */
export type PollOutcome = 'new' | 'unchanged' | 'not-modified' | 'failed' | 'gone';

/** Validators of RFC 9110 §8.8 and the hash of the last body: kept exactly as received. */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** SHA-256 of the decoded body, hex. */
  readonly bodyHash: string | null;
}

/** How the server asks to be treated; survives a 304. */
export interface ServerHints {
  /** From `Cache-Control: max-age` or `Expires`. */
  readonly freshForMs: number | null;
  /** RSS ttl or syndication module. */
  readonly intervalMs: number | null;
  readonly skipHours: readonly number[];
  readonly skipDays: readonly number[];
}
