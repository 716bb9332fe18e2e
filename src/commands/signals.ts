import type { Log } from '../io/log.ts';

/** Time for an orderly end; after it the process ends anyway. Within the 5 s that a supervisor may grant. */
const END_MS_MAX = 4500;
/** How often a service that npm started looks whether npm is still there. */
const PARENT_MS = 500;

/**
 * Resolves at the first SIGINT or SIGTERM. A second signal, or an end that takes too long, ends the process at once: what is
 * unfinished then is repeated at the next start.
 */
export function untilStopped(log: Log): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = (signal: NodeJS.Signals) => {
      if (asked) process.exit(signal === 'SIGINT' ? 130 : 143);
      asked = true;
      setTimeout(() => {
        log.warn('the orderly end took too long');
        process.exit(1);
      }, END_MS_MAX).unref();
      resolve(signal);
    };
    // npm passes a signal on to the shell it started us by, and that ends without us.
    const parent = process.ppid;
    if (process.env.npm_lifecycle_event) {
      setInterval(() => process.ppid !== parent && !asked && onSignal('SIGTERM'), PARENT_MS).unref();
    }
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}
