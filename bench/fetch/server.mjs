// Answers 304 to every conditional request on loopback, from a process of its own, with as little work as it can.
import { createServer } from 'node:net';

const answer = Buffer.from(
  'HTTP/1.1 304 Not Modified\r\netag: "1"\r\ncache-control: max-age=600\r\ndate: Thu, 01 Jan 2026 00:00:00 GMT\r\n\r\n',
);
const servers = Number(process.argv[2]);
const ports = [];
for (let index = 0; index < servers; index++) {
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      // Requests of these clients fit into one packet, and none is sent before the last was answered.
      if (chunk.includes('\r\n\r\n')) socket.write(answer);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', 1024, resolve));
  ports.push(server.address().port);
}
process.send(ports);
process.on('disconnect', () => process.exit());
