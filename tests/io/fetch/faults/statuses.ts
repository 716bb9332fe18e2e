import { body, type FaultCase, FEED, failed } from './fault-case.ts';

const feed = Buffer.from(FEED);

/** What a status says. */
export const STATUSES: readonly FaultCase[] = [
  {
    name: '200 brings the body',
    when: (v) => v.reply(200, {}, FEED),
    outcome: { ...body(), httpStatus: 200, bytes: feed.length },
  },
  { name: '203 brings the body', when: (v) => v.reply(203, {}, FEED), outcome: body() },
  { name: '204 is no feed', when: (v) => v.reply(204), outcome: failed('http_204') },
  { name: '206 is a part only', when: (v) => v.reply(206, {}, FEED), outcome: failed('http_206') },
  {
    name: '304 after validators',
    when: (v) => v.reply(304),
    outcome: { kind: 'not-modified' },
    known: { etag: '"1"' },
  },
  { name: '304 without validators', when: (v) => v.reply(304), outcome: failed('unexpected_304') },
  { name: '300 is no redirect', when: (v) => v.reply(300, { location: '/feed' }), outcome: failed('http_300') },
  { name: '400', when: (v) => v.reply(400), outcome: failed('http_400') },
  { name: '401 asks for credentials', when: (v) => v.reply(401), outcome: failed('http_401'), says: /name:password@/ },
  { name: '403', when: (v) => v.reply(403, {}, 'no'), outcome: { ...failed('http_403'), gone: false } },
  {
    name: '404',
    when: (v) => v.reply(404),
    outcome: { ...failed('http_404'), gone: false },
    says: /Look for the feed’s new address/,
  },
  {
    name: '410 is the end',
    when: (v) => v.reply(410),
    outcome: { ...failed('http_410'), gone: true },
    says: /gone for good \(410\)\. Give its new address or remove the source/,
  },
  { name: '418', when: (v) => v.reply(418), outcome: failed('http_418') },
  {
    name: '429 with seconds',
    when: (v) => v.reply(429, { 'retry-after': '120' }),
    outcome: { ...failed('http_429'), retryAfterMs: 120_000 },
    says: /It asks to be left alone for 2m\.$/,
  },
  {
    name: '429 with a date, by the server’s own clock',
    when: (v) =>
      v.reply(429, { date: 'Sat, 01 Jan 2000 00:00:00 GMT', 'retry-after': 'Sat, 01 Jan 2000 01:30:00 GMT' }),
    outcome: { ...failed('http_429'), retryAfterMs: 5_400_000 },
    says: /1h 30m/,
  },
  { name: '429 without a word', when: (v) => v.reply(429), outcome: { ...failed('http_429'), retryAfterMs: null } },
  { name: '429 with nonsense', when: (v) => v.reply(429, { 'retry-after': 'soon' }), outcome: { retryAfterMs: null } },
  { name: '500', when: (v) => v.reply(500), outcome: failed('http_500') },
  {
    name: '503 with seconds',
    when: (v) => v.reply(503, { 'retry-after': '7' }),
    outcome: { ...failed('http_503'), retryAfterMs: 7000 },
  },
  {
    name: '503 with a date long past',
    when: (v) => v.reply(503, { 'retry-after': 'Sat, 01 Jan 2000 01:30:00 GMT' }),
    outcome: { ...failed('http_503'), retryAfterMs: 0 },
  },
  { name: '999, as some sites say', when: (v) => v.reply(999), outcome: failed('http_999') },
];
