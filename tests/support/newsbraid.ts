import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** A folder with a config and the data of an embedded server, and the command line run in it. */
export class Installation {
  readonly folder = mkdtempSync(join(tmpdir(), 'newsbraid-cli-'));
  readonly environment: NodeJS.ProcessEnv;

  constructor(files: Record<string, string>, environment: NodeJS.ProcessEnv = {}) {
    chmodSync(this.folder, 0o755);
    mkdirSync(join(this.folder, 'config'));
    this.write(files);
    const { DATABASE_URL: _, NEWSBRAID_DATA: __, NEWSBRAID_CONFIG: ___, ...inherited } = process.env;
    this.environment = { ...inherited, PORT: '0', ...environment };
  }

  write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.folder, 'config', name), text);
  }

  /** Runs a command to its end. */
  async run(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const running = this.start(...args);
    const code = await running.ended;
    return { code, stdout: running.stdout(), stderr: running.stderr() };
  }

  /** Starts a command that goes on. */
  start(...args: string[]): Running {
    return new Running(spawn(process.execPath, [MAIN, ...args], { cwd: this.folder, env: this.environment }));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export class Running {
  readonly process: ChildProcess;
  readonly ended: Promise<number | null>;
  #stdout = '';
  #stderr = '';
  #listeners: (() => void)[] = [];

  constructor(child: ChildProcess) {
    this.process = child;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
      for (const listener of this.#listeners) listener();
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.ended = new Promise((resolve) => child.once('close', resolve));
  }

  stdout(): string {
    return this.#stdout;
  }

  stderr(): string {
    return this.#stderr;
  }

  /** The first match in what it prints. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    const ended = this.ended.then((code) => {
      throw new Error(`ended with code ${code} before it said ${pattern}: ${this.#stdout}${this.#stderr}`);
    });
    const said = new Promise<RegExpExecArray>((resolve) => {
      const look = () => {
        const match = pattern.exec(this.#stdout);
        if (match) resolve(match);
      };
      this.#listeners.push(look);
      look();
    });
    return Promise.race([said, ended]);
  }

  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }
}
