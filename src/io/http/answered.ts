/** One answered request, for metrics and the access log. */
export interface Answered {
  /** The client's `X-Request-Id` where it is one, else ours: in the answer and in every log line about it. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** What was asked for, in few words: a feed's format, `page`, `asset` or `operation`. */
  readonly what: string;
  readonly status: number;
  readonly ms: number;
  /** From memory, without the database. */
  readonly kept: boolean;
}

const FORMAT = /\.(atom|rss|json|opml)$/;

export function whatOf(path: string): string {
  if (path.startsWith('/assets/')) return 'asset';
  if (path === '/healthz' || path === '/readyz' || path === '/metrics') return 'operation';
  return FORMAT.exec(path)?.[1] ?? 'page';
}
