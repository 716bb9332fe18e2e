/** Text as it may stand between the tags of HTML or XML: as it is but for what would be markup there. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
