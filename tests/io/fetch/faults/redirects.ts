import { type FaultCase, failed } from './fault-case.ts';

/** Where a redirect may lead. */
export const REDIRECTS: readonly FaultCase[] = [
  {
    name: 'a loop of one',
    when: (v) => v.reply(301, { location: v.path }),
    outcome: failed('redirect_loop'),
    says: /circle/,
  },
  {
    name: 'a loop of two',
    when: (v) => v.reply(302, { location: `${v.path.split('?')[0]}?${v.path.includes('?1') ? 2 : 1}` }),
    outcome: failed('redirect_loop'),
  },
  {
    name: 'redirects without end',
    when: (v) => v.reply(302, { location: `${v.path}?${v.server.visitsTo(v.path.split('?')[0] as string).length}` }),
    outcome: failed('too_many_redirects'),
    says: /more than 5/,
  },
  { name: 'a redirect to nowhere', when: (v) => v.reply(301), outcome: failed('bad_redirect') },
  {
    name: 'a redirect to no URL',
    when: (v) => v.reply(301, { location: 'http://[' }),
    outcome: failed('bad_redirect'),
  },
  {
    name: 'a redirect to a file',
    when: (v) => v.reply(302, { location: 'file:///etc/passwd' }),
    outcome: failed('bad_redirect'),
    says: /file:/,
  },
  {
    name: 'a redirect to data',
    when: (v) => v.reply(302, { location: 'data:text/xml,<rss/>' }),
    outcome: failed('bad_redirect'),
  },
  {
    name: 'a redirect to a dead port',
    when: (v) => v.reply(302, { location: 'http://127.0.0.1:1/' }),
    outcome: failed('connect_refused'),
  },
];
