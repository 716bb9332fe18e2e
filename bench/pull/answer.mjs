/**
 * The child's side of `startChild`: does what the parent asks for, one thing after the other, and says what it cost this
 * process with all its threads. An action that throws ends the process, and the parent with it.
 */
export function answer(actions, ready = null) {
  process.on('message', async ({ action, argument }) => {
    const before = process.cpuUsage();
    const started = performance.now();
    const result = await actions[action](argument);
    const wallMs = performance.now() - started;
    const { user, system } = process.cpuUsage(before);
    process.send({ result, wallMs, cpuMs: (user + system) / 1000, peakMb: process.resourceUsage().maxRSS / 1024 });
  });
  process.on('disconnect', () => process.exit());
  process.send(ready);
}
