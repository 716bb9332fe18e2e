/**
 * An address, or null where the text is none. Not by `URL.canParse`, which Node 20 compiles wrongly: after some thousand calls it
 * is false for hosts such as zürich.example (seen in 20.20).
 */
export function parseUrl(text: string, base?: string | URL): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
