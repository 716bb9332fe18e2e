import { drip } from '../fault-server.ts';
import { type FaultCase, failed } from './fault-case.ts';

/** What a connection does that never comes to an end. */
export const ENDLESS: readonly FaultCase[] = [
  { name: 'silence', when: () => {}, outcome: failed('first_byte_timeout') },
  {
    name: 'a header that drips',
    when: ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      drip(socket, 'x: y\r\n', 20);
    },
    outcome: failed('first_byte_timeout'),
  },
  {
    name: 'a body that drips',
    when: ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      drip(socket, '<!---->', 20);
    },
    outcome: failed('total_timeout'),
    says: /within/,
  },
  {
    name: 'a body that stalls',
    when: ({ socket }) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n<rss>'),
    outcome: failed('stalled'),
  },
  {
    name: 'an error page that drips still says why',
    when: ({ socket }) => {
      socket.write('HTTP/1.1 410 Gone\r\n\r\n');
      drip(socket, ' ', 20);
    },
    outcome: { ...failed('http_410'), gone: true },
  },
  {
    name: 'early hints without end',
    when: ({ socket }) => {
      drip(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n', 20);
    },
    outcome: failed('total_timeout'),
  },
];
