/**
 * Documents made to hurt: time and memory that each costs in a worker, and whether the main thread stalls meanwhile.
 *
 *   node bench/parse/hostile.mjs [--megabytes 16]
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

if (!isMainThread) {
  const { read } = await import('../../dist/parse-worker.js');
  const source = { url: 'https://feed.invalid/', outlet: null, siteUrl: null, language: null };
  parentPort.on('message', async (body) => {
    const start = performance.now();
    const task = { body, contentType: null, url: source.url, itemsMax: 2000, source, now: new Date(), whole: false };
    const { ok, feed, code, message } = await read(task);
    const outcome = ok ? `${feed.items.length} items; ${feed.warnings.join('; ')}` : `${code}: ${message}`;
    const { heapUsed, external } = process.memoryUsage();
    parentPort.postMessage({
      ms: performance.now() - start,
      megabytes: (heapUsed + external) / 1e6,
      outcome: outcome.slice(0, 100),
    });
  });
  parentPort.postMessage('ready');
} else {
  const { values } = parseArgs({ options: { megabytes: { type: 'string', default: '16' }, only: { type: 'string' } } });
  const size = Number(values.megabytes) * 1_000_000;
  const times = (text, length = size) => text.repeat(Math.max(1, Math.floor(length / text.length)));
  const rss = (inside) =>
    `<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><link>https://a.example/</link>${inside}</channel></rss>`;
  const item = (inside) => rss(`<item><title>One</title><link>https://a.example/1</link>${inside}</item>`);
  const entities = Array.from({ length: 12 }, (_, n) => `<!ENTITY e${n} "${`&e${n - 1};`.repeat(10)}">`).join('');
  const cases = {
    'entity bomb': () => `<!DOCTYPE rss [<!ENTITY e0 "ha">${entities}]>${rss('<item><title>&e11;</title></item>')}`,
    'external entity': () =>
      `<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>${rss('<item><title>&x;</title></item>')}`,
    'unclosed "<" in text': () => item(`<description>${times('<')}</description>`),
    '"<" in the channel': () => rss(times('<')),
    '"a<p" in text': () => item(`<description>${times('a<p')}</description>`),
    '"<!x" in text': () => item(`<description>${times('<!XXXX')}</description>`),
    '"<!--" in text': () => item(`<description>${times('<!--')}</description>`),
    'CDATA without end': () => item(`<description>${times('<![CDATA[')}</description>`),
    'CDATA ends': () => item(`<description><![CDATA[${times(']]')}]]></description>`),
    'deep nesting': () => rss(times('<a>')),
    'deep HTML': () => item(`<description><![CDATA[${times('<div>')}]]></description>`),
    'deep XHTML': () =>
      `<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml">${times('<div>')}</content></entry></feed>`,
    'a million items': () => rss(times('<item><title>x</title></item>', Math.min(size, 30e6))),
    'a million links': () => item(times('<link>https://a.example/</link>')),
    'a million empty elements': () => rss(times('<x/>')),
    'a million categories': () => item(times('<category>x</category>')),
    'many attributes': () => rss(`<x ${times('a="" ')}/>`),
    'many tags of attributes': () => rss(times(`<x ${'a1="" b2="" c3="" '.repeat(50)}/>`)),
    'many attribute names': () => rss(`<x ${Array.from({ length: size / 12 }, (_, n) => `a${n}=""`).join(' ')}/>`),
    'unclosed quotes': () => rss(times('<a b="')),
    'unclosed titles': () => rss(times('<item><title>')),
    'unclosed namespaced titles': () =>
      rss(
        Array.from({ length: size / 60 }, (_, n) => `<a${n}:title xmlns:a${n}="http://www.w3.org/2005/Atom">`).join(''),
      ),
    'bare ampersands': () => item(`<description>${times('& ')}</description>`),
    'bare ampersands in the channel': () => rss(times('<x>&</x>')),
    references: () => item(`<description>${times('&lt;')}</description>`),
    'references in a link': () => item(`<link>${times('&amp;')}</link>`),
    'unknown entities': () => item(`<description>${times('&zzz;')}</description>`),
    'numeric references': () => item(`<description>${times('&#65;')}</description>`),
    'one long title': () => rss(`<item><title>${times('word ')}</title></item>`),
    'separators in a title': () => rss(`<item><title>${times(' - x')}</title></item>`),
    'one long description': () => item(`<description>${times('word ')}</description>`),
    'description of links': () => item(`<description><![CDATA[${times('<a href="/x">y</a>')}]]></description>`),
    'description of images': () => item(`<description><![CDATA[${times('<img src=x>')}]]></description>`),
    'description of spaces': () => item(`<description>${times(' ')}x</description>`),
    'description of lines': () => item(`<description><![CDATA[${times('<p>Share</p>')}]]></description>`),
    'description of equal signs': () => item(`<description><![CDATA[${times('href= ')}]]></description>`),
    'description of quotes': () => item(`<description><![CDATA[${times('<img src="')}]]></description>`),
    'description of references': () => item(`<description><![CDATA[${times('&amp;')}]]></description>`),
    comments: () => rss(times('<!-- -->')),
    'closing tags': () => rss(times('</x>')),
    'processing instructions': () => rss(times('<?x')),
    'spaces before the feed': () => times(' ') + rss(''),
    'junk before the feed': () => times('<x>') + rss(''),
    NUL: () => item(`<description>${times('\0')}x</description>`),
    'long guid': () => rss(`<item><guid>${times('x')}</guid></item>`),
    'long date': () => rss(`<item><pubDate>${times('1 ')}</pubDate></item>`),
    'long author': () => rss(`<item><author>${times('a@b (')}</author></item>`),
    __proto__: () =>
      item('<__proto__><link>x</link></__proto__><constructor>x</constructor><toString/><hasOwnProperty/>'),
    'JSON nesting': () => `{"version":"https://jsonfeed.org/version/1.1","items":${times('[')}`,
    'JSON items': () =>
      `{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[${times('{"id":"1"},')}{"id":"2"}]}`,
    'JSON __proto__': () =>
      '{"version":"https://jsonfeed.org/version/1.1","title":"x","__proto__":{"items":1},"items":[{"id":"1","__proto__":{"title":"x"}}]}',
    'not a feed': () => `<html>${times('<link rel="alternate" type="application/rss+xml" href="x">')}`,
  };
  const deadlineMs = 20_000;
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const rows = {};
  const start = () =>
    new Promise((resolve) => {
      const worker = new Worker(new URL(import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 256 } });
      worker.once('message', () => resolve(worker));
    });
  let worker = await start();
  for (const [name, make] of Object.entries(cases)) {
    if (values.only && !name.includes(values.only)) continue;
    const body = new TextEncoder().encode(make());
    const megabytes = body.length / 1e6;
    delay.reset();
    delay.enable();
    const answer = await new Promise((resolve) => {
      const timer = setTimeout(
        () => resolve({ ms: deadlineMs, megabytes: Number.NaN, outcome: 'DEADLINE' }),
        deadlineMs,
      );
      const done = (result) => {
        clearTimeout(timer);
        worker.off('error', died);
        resolve(result);
      };
      worker.once('message', done);
      const died = (error) => done({ ms: Number.NaN, megabytes: Number.NaN, outcome: `DIED ${error.message}` });
      worker.once('error', died);
      worker.postMessage(body, [body.buffer]);
    });
    delay.disable();
    rows[name] = {
      MB: Number(megabytes.toFixed(1)),
      ms: Math.round(answer.ms),
      'heap MB': Math.round(answer.megabytes),
      'stall ms': Math.round(delay.max / 1e6),
      outcome: answer.outcome,
    };
    const row = rows[name];
    console.log(
      `${name.padEnd(32)} ${String(row.MB).padStart(5)} MB ${String(row.ms).padStart(6)} ms ${String(row['heap MB']).padStart(5)} MB heap, stall ${row['stall ms']} ms  ${row.outcome}`,
    );
    if (answer.outcome === 'DEADLINE' || answer.outcome.startsWith('DIED') || answer.ms > 500) {
      await worker.terminate();
      worker = await start();
    }
  }
  await worker.terminate();
  const worst = Math.max(...Object.values(rows).map((row) => row.ms || deadlineMs));
  console.log(
    `worst ${worst} ms, longest stall of the main thread ${Math.max(...Object.values(rows).map((row) => row['stall ms']))} ms`,
  );
}
