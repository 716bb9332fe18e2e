// Asks for one thing over and over on a few kept connections, in a thread of its own, and counts the answers.
import { connect } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const { port, request, connections, ms } = workerData;
const bytes = Buffer.from(request);
let answers = 0;
let over = false;

/** Content-Length of the answer that starts the buffer, and where its body begins; null while its head is incomplete. */
function head(buffer) {
  const end = buffer.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const length = /content-length: (\d+)/i.exec(buffer.toString('latin1', 0, end));
  return { bodyAt: end + 4, length: length ? Number(length[1]) : 0 };
}

function open() {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let first = [];
    let wanted = 0;
    socket.setNoDelay(true);
    socket.on('error', reject);
    socket.on('close', resolve);
    socket.on('data', (chunk) => {
      if (wanted > 0) wanted -= chunk.length;
      else {
        first.push(chunk);
        const all = first.length === 1 ? chunk : Buffer.concat(first);
        const found = head(all);
        if (!found) return;
        wanted = found.length - (all.length - found.bodyAt);
        first = [];
      }
      if (wanted > 0) return;
      answers++;
      if (over) socket.destroy();
      else socket.write(bytes);
    });
  });
}

const started = performance.now();
setTimeout(() => {
  over = true;
}, ms);
await Promise.all(Array.from({ length: connections }, open));
parentPort.postMessage((answers / (performance.now() - started)) * 1000);
