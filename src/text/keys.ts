import { createHash, hash } from 'node:crypto';

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
  const id = createHash('sha1').update(ENTRY_NAMESPACE).update(`${sourceUrl}\n${identity}`, 'utf8').digest();
  id.writeUInt8((id.readUInt8(6) & 0x0f) | 0x50, 6);
  id.writeUInt8((id.readUInt8(8) & 0x3f) | 0x80, 8);
  return asUuid(id.toString('hex', 0, 16));
}

function asUuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
