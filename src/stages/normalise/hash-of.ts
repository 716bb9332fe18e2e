import { createHash } from 'node:crypto';

/** A hash of the parts in their order; hex, 32 characters. */
export function hashOf(parts: readonly string[]): string {
  return createHash('md5').update(parts.join('\0'), 'utf8').digest('hex');
}
