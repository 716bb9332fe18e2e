/** A UUID as text (RFC 9562 §4), part of a regular expression that ignores case. */
export const UUID = '[\\da-f]{8}(-[\\da-f]{4}){3}-[\\da-f]{12}';

const URN = new RegExp(`^urn:uuid:(${UUID})$`, 'i');

/** The UUID of `urn:uuid:…`, as the text has it; null where it is nothing like that. */
export function uuidOfUrn(text: string): string | null {
  return URN.exec(text)?.[1] ?? null;
}
