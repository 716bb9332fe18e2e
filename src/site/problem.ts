import { ERROR_HEADERS, FEED_HEADERS } from '../io/http/headers.ts';
import { NewsbraidError, UsageError } from '../model/errors.ts';

/** Why an address shows nothing, in words for its reader. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

/** Thrown where an address shows nothing: there never was anything, or it was deleted. */
export class NotThere extends NewsbraidError {
  readonly wasThere: boolean;

  constructor(wasThere = false) {
    super('not_there', 'There is nothing at this address.');
    this.wasThere = wasThere;
  }
}

export const READING_ONLY: Problem = {
  status: 405,
  title: 'Reading only',
  detail: 'Nothing can be changed over HTTP: use GET or HEAD.',
};

export const NOT_NOW: Problem = {
  status: 503,
  title: 'Not at the moment',
  detail: 'The news cannot be read right now. Please try again soon.',
};

/** What an error means for whoever asked for `path`; null: nothing they could help, something is broken here. */
export function problemOf(error: Error, path: string): Problem | null {
  if (error instanceof UsageError) return { status: 400, title: 'That cannot be shown', detail: error.message };
  if (!(error instanceof NotThere)) return null;
  if (error.wasThere)
    return { status: 410, title: 'No longer here', detail: `What was at ${path} was deleted for its age` };
  return { status: 404, title: 'Nothing here', detail: `There is nothing at ${path}` };
}

/** A page for people, problem details (RFC 9457) for programs. */
export function answerProblem(request: Request, problem: Problem, page: () => string): Response {
  const { status } = problem;
  if (/\.(atom|rss|json)$/.test(new URL(request.url).pathname)) {
    const headers = { ...FEED_HEADERS, 'cache-control': 'no-cache', 'content-type': 'application/problem+json' };
    return new Response(JSON.stringify({ type: 'about:blank', ...problem }), { status, headers });
  }
  const headers = { ...ERROR_HEADERS, 'content-type': 'text/html; charset=utf-8' };
  return new Response(page(), { status, headers });
}
