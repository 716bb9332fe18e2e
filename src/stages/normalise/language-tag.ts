/** The language as BCP 47 in lower case (`en`, `pt-br`); null where the text is no language tag. */
export function languageTagOf(text: string | undefined): string | null {
  const tag = text?.trim().toLowerCase().replaceAll('_', '-').replace(/\..*$/, '');
  return tag && /^[a-z]{2,3}(?:-[a-z\d]{1,8})*$/.test(tag) && tag.length <= 35 ? tag : null;
}
