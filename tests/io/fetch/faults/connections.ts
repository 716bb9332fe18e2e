import { pour } from '../fault-server.ts';
import { body, type FaultCase, FEED, failed } from './fault-case.ts';

/** How a connection may go wrong. */
export const CONNECTIONS: readonly FaultCase[] = [
  { name: 'not HTTP', when: ({ socket }) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'), outcome: failed('bad_http') },
  { name: 'closed without an answer', when: ({ socket }) => socket.end(), outcome: failed('connection_lost') },
  {
    name: 'reset without an answer',
    when: ({ socket }) => socket.resetAndDestroy(),
    outcome: failed('connection_lost'),
  },
  {
    name: 'reset in the middle',
    when: ({ socket }) =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n<rss>', () => socket.resetAndDestroy()),
    outcome: failed('connection_lost'),
  },
  {
    name: 'closed once, answered then',
    when: (v) => (v.server.visitsTo(v.path).length === 1 ? v.socket.end() : v.reply(200, {}, FEED)),
    outcome: body(),
  },
  {
    name: 'a header of megabytes',
    when: ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      pour(socket, () => `x-${'y'.repeat(4000)}: z\r\n`);
    },
    outcome: failed('headers_too_large'),
  },
  {
    name: 'one field of megabytes',
    when: ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\nx: ');
      pour(socket, () => 'y'.repeat(4000));
    },
    outcome: failed('headers_too_large'),
  },
  {
    name: 'early hints, then the answer',
    when: (v) => {
      v.socket.write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n');
      v.reply(200, {}, FEED);
    },
    outcome: body(),
  },
  {
    name: 'an upgrade nobody asked for',
    when: ({ socket }) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'),
    outcome: failed('connection_lost'),
  },
];
