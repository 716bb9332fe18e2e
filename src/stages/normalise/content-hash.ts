import { hash } from 'node:crypto';

/** A hash of the parts in their order; hex, 32 characters. */
export function contentHashOf(parts: readonly string[]): string {
  return hash('md5', parts.join('\0'));
}
