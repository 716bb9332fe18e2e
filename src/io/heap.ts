import v8 from 'node:v8';

/**
 * How far a heap may grow between two full collections, in percent; V8's own choice is up to 300. With the next, a first pull of
 * 1,000 feeds peaks at 320 instead of 500 MB, for a tenth more of the processor's time.
 */
const GROWING_PERCENT = 30;

/**
 * The young heap of a thread, in MB; a third of it is where objects are made, 16 MB if nothing is said. A parser thread makes
 * only garbage; with more room less of it is copied. The braid's thread makes little and needs half.
 */
export const YOUNG_MB = { reading: 12, remembering: 6 } as const;

/**
 * Keeps the heaps of this process and its threads close to what they hold. What can only be said when Node starts is said by `npm start`,
 * the container and the systemd unit: a small heap for what is new in the main thread (`--max-semi-space-size=2`), and no helpers
 * that copy, sweep or compact beside a thread that collects (`--no-parallel-…`, `--no-concurrent-sweeping`, `--v8-pool-size=2`): for
 * heaps this small they cost more than they spare, a tenth of a first pull on two cores with Node 20. Helpers that mark stay. Without
 * them (`--single-threaded-gc`) Node 24 is done with marking so late that the same pull peaks at 480 instead of 360 MB.
 */
export function keepHeapsSmall(): void {
  // Said for the main thread alone; for threads it would count more than YOUNG_MB.
  v8.setFlagsFromString('--max-semi-space-size=0');
  v8.setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
}
