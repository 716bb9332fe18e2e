import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts processor time in hundredths of a second for programs, whatever its own clock. */
const TICK_MS = 10;

/** Parent, own time and that of children which ended, in ms; null: there is no such process, or no /proc. */
function timesOf(pid) {
  try {
    // The name in brackets may hold anything, spaces and brackets included.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
      .map(Number);
    return { parent: fields[1], own: (fields[11] + fields[12]) * TICK_MS, ended: (fields[13] + fields[14]) * TICK_MS };
  } catch {
    return null;
  }
}

function childrenOf(pid) {
  try {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.map(Number).filter((each) => timesOf(each)?.parent === pid);
  } catch {
    return [];
  }
}

/** Processor time of a process with all its threads, in ms; Linux only, elsewhere 0. */
export const cpuMsOf = (pid) => timesOf(pid)?.own ?? 0;

/** The same of a process and its children, those that ended included. */
export function cpuMsOfTree(pid) {
  const root = timesOf(pid);
  return root ? childrenOf(pid).reduce((sum, child) => sum + cpuMsOf(child), root.own + root.ended) : 0;
}

/** Memory of a process and its children, pages that they share counted once; null where it cannot be read. */
export function pssMbOfTree(pid) {
  try {
    const pss = (each) => Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${each}/smaps_rollup`, 'utf8'))[1]);
    return [pid, ...childrenOf(pid)].reduce((sum, each) => sum + pss(each), 0) / 1024;
  } catch {
    return null;
  }
}
