import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves to the first answer that is true, asking again and again; fails after `withinMs`, saying what was awaited. */
export async function eventually<T>(
  what: string,
  ask: () => T | Promise<T>,
  withinMs = 15_000,
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer as Exclude<T, false | null | undefined>;
    if (Date.now() > deadline) throw new Error(`did not come about within ${withinMs} ms: ${what}`);
    await sleep(20);
  }
}
