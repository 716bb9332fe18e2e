import { uuidOfUrn } from '../model/uuid.ts';
import { keyOf } from './keys.ts';
import { canonicalUrl } from './urls.ts';

/**
 * The key by which a story is found from the address of one of its articles (the `url_key` of the item) or from its permanent
 * id, `urn:uuid:…` (its `entry_id`). null: the address of a whole site, or no address at all.
 */
export function referenceKey(reference: string): string | null {
  const uuid = uuidOfUrn(reference);
  if (uuid) return uuid.toLowerCase();
  const page = canonicalUrl(reference);
  return page && keyOf(page);
}
