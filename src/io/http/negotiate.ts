import type { Answer, Encoding, Representation } from './representation.ts';

/** The headers that decide how a representation is answered. */
export interface Conditions {
  readonly acceptEncoding: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly ifModifiedSince: string | undefined;
}

/** The answer to a GET; a HEAD is the same without its body. RFC 9110 §13.2.2: If-None-Match wins over If-Modified-Since. */
export function answer(representation: Representation, conditions: Conditions): Answer {
  const encoding = chooseEncoding(conditions.acceptEncoding);
  const unchanged = representation.status === 200 && isUnchanged(representation, conditions);
  return unchanged ? representation.notModified(encoding) : representation.full(encoding);
}

function isUnchanged({ hash, lastModified }: Representation, { ifNoneMatch, ifModifiedSince }: Conditions): boolean {
  if (ifNoneMatch !== undefined) return ifNoneMatch.trim() === '*' || tagsOf(ifNoneMatch).includes(hash);
  if (ifModifiedSince === undefined) return false;
  const since = Date.parse(ifModifiedSince);
  return Math.floor(lastModified.getTime() / 1000) * 1000 <= since;
}

/** Content hashes in a list of ETags. Weak comparison (§8.8.3.2), and any encoding of the same content will do. */
function tagsOf(header: string): string[] {
  return [...header.slice(0, 2000).matchAll(/"([\w-]{22})(?:-(?:gzip|br))?"/g)].map((match) => match[1] as string);
}

const REMEMBERED_MAX = 200;
const remembered = new Map<string, Encoding>();

/** Brotli before gzip before nothing, by what the client accepts (RFC 9110 §12.5.3). */
function chooseEncoding(header: string | undefined): Encoding {
  if (!header) return 'identity';
  const known = remembered.get(header);
  if (known) return known;
  const weights = new Map<string, number>();
  for (const part of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
    const q = parameters.find((text) => text.startsWith('q='));
    weights.set(name, q ? Number.parseFloat(q.slice(2)) || 0 : 1);
  }
  const weight = (name: string) => weights.get(name) ?? weights.get('*') ?? 0;
  const best: Encoding =
    weight('br') > 0 && weight('br') >= weight('gzip') ? 'br' : weight('gzip') > 0 ? 'gzip' : 'identity';
  if (remembered.size < REMEMBERED_MAX) remembered.set(header, best);
  return best;
}
