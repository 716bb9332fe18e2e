import { hash } from 'node:crypto';

/**
 * The namespace of this service's entry ids in the sense of RFC 9562 §5.5: any fixed UUID will do, but it must never
 * change, because readers' subscriptions remember what is derived from it.
 */
const ENTRY_NAMESPACE = Buffer.from('b0f1d6c25a0e4d7c9c6b3f6f1f0a7e21', 'hex');

/**
 * A 16-byte key of a text of any length, written as a UUID so that Postgres stores it in a `uuid` column.
 * MD5, because it guards nothing: it only stands for the text in an index.
 */
export function keyOf(text: string): string {
  return asUuid(hash('md5', text));
}

/**
 * The permanent id of a feed entry, without `urn:uuid:`: a version 5 UUID (RFC 9562 §5.5) of the source and the identity
 * of the item that founded it. The same item gives the same id on any machine, at any time, after any rebuild.
 */
export function entryIdOf(sourceUrl: string, identity: string): string {
  const hex = hash('sha1', Buffer.concat([ENTRY_NAMESPACE, Buffer.from(`${sourceUrl}\n${identity}`)]));
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0b0011) | 0b1000).toString(16);
  return asUuid(`${hex.slice(0, 12)}5${hex.slice(13, 16)}${variant}${hex.slice(17, 32)}`);
}

function asUuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
