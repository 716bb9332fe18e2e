// What the fetcher adds to bare undici.request: 1,000 sources that all answer 304, each on a host of its own.
// Needs `npm run build`. Usage: node bench/fetch/not-modified.mjs [sources] [rounds]
import { fork } from 'node:child_process';
import { Agent, request } from 'undici';
import { whyRefused } from '../../dist/io/fetch/address.js';
import { Fetcher } from '../../dist/io/fetch/fetcher.js';
import { defaultSettings } from '../../dist/model/settings.js';

const sources = Number(process.argv[2] ?? 1000);
const rounds = Number(process.argv[3] ?? 7);
const settings = defaultSettings.fetch;
const validators = { etag: '"1"', lastModified: 'Thu, 01 Jan 2026 00:00:00 GMT', bodyHash: 'x' };

const child = fork(new URL('./server.mjs', import.meta.url), [String(sources)]);
const ports = await new Promise((resolve) => child.once('message', resolve));
const urls = ports.map((port) => `http://127.0.0.1:${port}/feed.xml`);

/** Runs a job over all sources, as many at a time as the settings say; milliseconds. */
async function measure(job) {
  const queue = urls.values();
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: settings.concurrency }, async () => {
      for (const url of queue) await job(url);
    }),
  );
  return performance.now() - startedAt;
}

async function bare() {
  const dispatcher = new Agent({ connections: 1 });
  const headers = { 'if-none-match': validators.etag, 'if-modified-since': validators.lastModified };
  const took = await measure(async (url) => {
    const { statusCode, body } = await request(url, { dispatcher, headers });
    await body.dump();
    if (statusCode !== 304) throw new Error(`got ${statusCode}`);
  });
  await dispatcher.destroy();
  return took;
}

async function ours() {
  // Every address is judged as ever, and loopback let through.
  const judge = (address) => (address === '127.0.0.1' && whyRefused(address) !== null ? null : 'not loopback');
  const fetcher = new Fetcher(settings, { version: '0.0.0', siteUrl: null }, { whyRefused: judge });
  const took = await measure(async (url) => {
    const result = await fetcher.fetch({ url, validators });
    if (result.kind !== 'not-modified') throw new Error(`got ${JSON.stringify(result)}`);
  });
  await fetcher.close();
  return took;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
await bare();
await ours();
const results = [];
for (let round = 0; round < rounds; round++) {
  // Each goes first as often as the other.
  const first = round % 2 === 0 ? await bare() : await ours();
  const second = round % 2 === 0 ? await ours() : await bare();
  results.push(round % 2 === 0 ? { bare: first, ours: second } : { bare: second, ours: first });
}
child.disconnect();
const bareMs = median(results.map((result) => result.bare));
const oursMs = median(results.map((result) => result.ours));
const ratio = median(results.map((result) => result.ours / result.bare));
console.log(
  `${sources} sources: undici.request ${bareMs.toFixed(0)} ms, fetcher ${oursMs.toFixed(0)} ms, ratio ${ratio.toFixed(2)}`,
);
