const HOST = /^(?:[a-z\d](?:[a-z\d.-]{0,252})|\[[a-f\d:.]{2,45}\])(?::\d{1,5})?$/i;

/**
 * The absolute address of the site without a trailing slash: as configured, else as this request named it. A host that is none
 * is never repeated in a document; such a request is answered as if for localhost.
 */
export function baseOf(configured: string | null, host: string, forwardedProto: string | undefined): string {
  if (configured !== null) return configured.replace(/\/+$/, '');
  const scheme = forwardedProto === 'https' ? 'https' : 'http';
  return `${scheme}://${HOST.test(host) ? host.toLowerCase() : 'localhost'}`;
}

/** The path of a request below that of the site's configured address: a proxy may have taken it away, or passed it on. */
export function pathBelow(configured: string | null, url: string): string {
  const { pathname } = new URL(url);
  const prefix = configured === null ? '' : new URL(configured).pathname.replace(/\/+$/, '');
  if (pathname === prefix) return '/';
  return pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : pathname;
}
