const steps = [];

/** Has something undone when the bench ends, however it ends: what came last goes first. */
export function atEnd(step) {
  steps.push(step);
}

/** For the end of a bench, in a `finally`. */
export async function end() {
  while (steps.length > 0) await steps.pop()();
}

// The database server is detached and would outlive a Ctrl-C.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => end().finally(() => process.exit(1)));
