import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atEnd } from './at-end.mjs';

const PROGRAM = fileURLToPath(new URL('../../bin/newsbraid.js', import.meta.url));

/** A config folder of its own, and the command line run on it. `settings`: lines of settings.yaml. */
export function install(urls, every, settings, databaseUrl) {
  const folder = mkdtempSync(join(tmpdir(), 'newsbraid-bench-'));
  mkdirSync(join(folder, 'config'));
  const sources = urls.map((url, index) => `  - { url: "${url}", outlet: "Outlet ${index}", every: ${every} }\n`);
  writeFileSync(join(folder, 'config/sources.yaml'), `sources:\n${sources.join('')}`);
  writeFileSync(join(folder, 'config/settings.yaml'), settings);
  const { NEWSBRAID_DATA: _, NEWSBRAID_CONFIG: __, ...inherited } = process.env;
  const env = { ...inherited, PORT: '0', DATABASE_URL: databaseUrl };
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return {
    /** Starts a command that goes on; resolves when it says that it is running. */
    async start(command) {
      const child = spawn(process.execPath, [PROGRAM, command], {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = new Promise((resolve) => child.once('close', resolve));
      atEnd(async () => {
        child.kill('SIGKILL');
        await ended;
      });
      const stop = async () => {
        child.kill('SIGTERM');
        await ended;
      };
      return { pid: child.pid, said: await firstWords(child, command), stop };
    },
  };
}

/** What it prints up to the end of its greeting. */
function firstWords(child, command) {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said += text;
      if (said.includes('Ctrl-C')) resolve(said);
    });
    child.once('close', (code) => reject(new Error(`newsbraid ${command} ended with code ${code}: ${said}`)));
  });
}
