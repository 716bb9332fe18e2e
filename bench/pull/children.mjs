import { fork } from 'node:child_process';
import { atEnd } from './at-end.mjs';

/**
 * Starts a module of this folder; resolves when it is ready, to what it said then and how to talk to it: `tell` sends a message and
 * resolves to the answer, `ask` wants an action done by a child that calls `answer`.
 */
export async function startChild(module, args = [], execArgv = []) {
  const child = fork(new URL(module, import.meta.url), args.map(String), { execArgv });
  let waiting;
  const next = () =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject };
    });
  child.on('message', (message) => waiting.resolve(message));
  child.once('exit', (code, signal) => waiting.reject(new Error(`${module} ended (${signal ?? code})`)));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  atEnd(async () => {
    if (child.connected) child.disconnect();
    await ended;
  });
  const ready = await next();
  const tell = (message) => {
    const answered = next();
    child.send(message);
    return answered;
  };
  const ask = (action, argument) => tell({ action, argument });
  return { pid: child.pid, ready, tell, ask };
}
