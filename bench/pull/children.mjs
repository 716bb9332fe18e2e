import { fork } from 'node:child_process';

/** Starts a module of this folder that calls `answer`; resolves when it is ready, to what it said then and how to ask it. */
export async function startChild(module, args = [], execArgv = []) {
  const child = fork(new URL(module, import.meta.url), args.map(String), { execArgv });
  let waiting;
  const next = () =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject };
    });
  child.on('message', (message) => waiting.resolve(message));
  child.on('exit', (code, signal) => waiting.reject(new Error(`${module} ended (${signal ?? code})`)));
  const ready = await next();
  const ask = (action, argument) => {
    const answered = next();
    child.send({ action, argument });
    return answered;
  };
  const stop = async () => {
    const ended = next().catch(() => {});
    child.disconnect();
    await ended;
  };
  return { pid: child.pid, ready, ask, stop };
}
