/** One address, however it is spelt: what stands behind `#` is not sent, and hosts are the same in capitals. */
export function sameAddress(url: string): string {
  const parsed = new URL(url);
  parsed.hash = '';
  return parsed.href;
}

/** Equal for addresses that only differ in http or https, `www.` or a slash at the end: one feed, in all likelihood. */
export function sameFeed(url: string): string {
  const { username, host, pathname, search } = new URL(url);
  return `${username}@${host.replace(/^www\./, '')}${pathname.replace(/\/$/, '')}${search}`;
}
