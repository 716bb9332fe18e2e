import { textOfHtml } from '../../text/html.ts';

const LENGTH_MAX = 200;

/** Names as plain text, each once whatever its case, at most `max`. */
export function listOf(names: readonly string[], max: number): string[] {
  const kept = new Map<string, string>();
  for (const name of names) {
    const text = textOfHtml(name);
    const key = text.toLowerCase();
    if (text !== '' && text.length <= LENGTH_MAX && !kept.has(key)) kept.set(key, text);
    if (kept.size >= max) break;
  }
  return [...kept.values()];
}
