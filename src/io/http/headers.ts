/** Headers that are the same for every answer of a kind. */

const EVERYWHERE = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** Readers on other sites may fetch feeds; in a browser the stylesheet may apply, and nothing may run. */
export const FEED_HEADERS = {
  ...EVERYWHERE,
  'cache-control': 'public, max-age=60',
  vary: 'accept-encoding, sec-fetch-dest',
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'ETag, Last-Modified, Link',
  'content-security-policy': "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
};

/** No script at all, no image or font from elsewhere: a page makes no request to anyone but us. */
export const PAGE_HEADERS = {
  ...EVERYWHERE,
  'cache-control': 'public, max-age=60',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'interest-cohort=(), browsing-topics=()',
};

/** A page that was made for one visitor. */
export const PERSONAL_HEADERS = {
  ...PAGE_HEADERS,
  'cache-control': 'private, no-cache',
  vary: 'accept-encoding, cookie',
};

export const JSON_HEADERS = {
  ...EVERYWHERE,
  'cache-control': 'public, max-age=60',
  'access-control-allow-origin': '*',
};

export const ASSET_HEADERS = { ...EVERYWHERE, 'cache-control': 'public, max-age=86400' };

export const UNCACHED_HEADERS = { ...EVERYWHERE, 'cache-control': 'no-store' };

/** Errors may pass, or be mended, at any moment. */
export const ERROR_HEADERS = { ...PAGE_HEADERS, 'cache-control': 'no-cache' };

export const CORS_PREFLIGHT_HEADERS = {
  ...EVERYWHERE,
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD, OPTIONS',
  'access-control-allow-headers': 'If-None-Match, If-Modified-Since',
  'access-control-max-age': '86400',
};
