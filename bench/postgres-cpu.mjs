import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** CPU of all processes of the server whose data lie in a folder, those that ended included; Linux only. */
export function postgresCpuMs(folder) {
  try {
    const root = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
    const ticks = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .reduce((sum, pid) => {
        try {
          const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
            .replace(/^.*\) /s, '')
            .split(' ');
          if (Number(pid) === root)
            return sum + Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14]);
          return Number(fields[1]) === root ? sum + Number(fields[11]) + Number(fields[12]) : sum;
        } catch {
          return sum;
        }
      }, 0);
    return ticks * 10;
  } catch {
    return 0;
  }
}
