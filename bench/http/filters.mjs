// How long a feed of each filter takes to read from a database that is filled already.
// node bench/http/filters.mjs postgresql://… 'q=lorem' 'language=de' …
import { connect } from '../../dist/io/db/connect.js';
import { readPublication } from '../../dist/io/db/publication.js';
import { parseFilter } from '../../dist/model/filter.js';

const ROUNDS = 3;
const [url, ...queries] = process.argv.slice(2);
const database = await connect(url);
for (const query of ['', ...queries]) {
  const filter = parseFilter(new URLSearchParams(query));
  const times = [];
  let entries = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    const publication = await readPublication(database.pool, filter, { now: new Date(), entries: 100, settleMs: 0 });
    times.push(performance.now() - started);
    entries = publication.entries.length;
  }
  times.sort((a, b) => a - b);
  console.log(`${(query || 'everything').padEnd(50)} ${times[1].toFixed(0).padStart(6)} ms  ${entries} entries`);
}
await database.close();
