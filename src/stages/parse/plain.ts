/** Tags and references by which text that claims to be plain gives itself away as HTML. */
const MARKUP =
  /<\/?(?:a|abbr|b|big|blockquote|br|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|s|small|span|strike|strong|sub|sup|table|td|tr|tt|u|ul)(?:\s[^<>]*)?\/?>|&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8}\d{0,2});/i;

/**
 * Plain text as HTML. Publishers label HTML as text all the time: what holds a known tag or a reference is HTML already.
 */
export function plainAsHtml(text: string): string {
  if (!text.includes('<') && !text.includes('&')) return text;
  return MARKUP.test(text) ? text : text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
