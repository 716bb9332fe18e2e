/**
 * Serves the invented feeds over many loopback addresses (127.0.1.1 and on), so that politeness to a host is as in life.
 *
 *   node bench/pull/server.mjs FEEDS [ITEMS]     (a child process; it is sent {latencyMs, round} and answers when they hold)
 *
 * A feed's round moves on when the parent says so: 3 new items a round. ETag and 304 as long as it stands.
 */
import { createServer } from 'node:http';
import { document } from './feeds.mjs';

const [feeds = 1000, items = 30] = process.argv.slice(2).map(Number);
const NEW_ITEMS = 3;
const ADDRESSES = process.platform === 'linux' ? 250 : 1;
const startedAt = Date.now();
let state = { latencyMs: 0, round: 0 };
let documents = [];

function render() {
  documents = Array.from({ length: feeds }, (_, feed) =>
    Buffer.from(document(feed, state.round * NEW_ITEMS, items, startedAt)),
  );
}

const answer = (request, response) => {
  const body = documents[Number(request.url.slice(1))];
  const etag = `"${state.round}"`;
  const send = () => {
    if (request.headers['if-none-match'] === etag) return response.writeHead(304, { etag }).end();
    response.writeHead(200, { etag, 'content-type': 'application/rss+xml', 'content-length': body.length }).end(body);
  };
  if (state.latencyMs > 0) setTimeout(send, state.latencyMs);
  else send();
};

render();
const servers = await Promise.all(
  Array.from({ length: ADDRESSES }, (_, index) => {
    const server = createServer(answer);
    server.keepAliveTimeout = 60_000;
    return new Promise((resolve) =>
      server.listen(0, ADDRESSES === 1 ? '127.0.0.1' : `127.0.1.${index + 1}`, () => resolve(server)),
    );
  }),
);
process.on('disconnect', () => process.exit());
process.on('message', (message) => {
  const moved = message.round !== undefined && message.round !== state.round;
  state = { ...state, ...message };
  if (moved) render();
  process.send('ready');
});
process.send(
  Array.from({ length: feeds }, (_, feed) => {
    const { address, port } = servers[feed % ADDRESSES].address();
    return `http://${address}:${port}/${feed}`;
  }),
);
