import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { Log } from '../../src/io/log.ts';

export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [detail: string]: unknown;
}

/** A log whose lines a test reads; everything from debug on. */
export function capturedLog(): { log: Log; lines: LogLine[]; text: () => string } {
  const written: string[] = [];
  const lines: LogLine[] = [];
  const destination = new Writable({
    write(chunk, _, done) {
      written.push(String(chunk));
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  return { log: pino({ level: 'debug', base: undefined }, destination), lines, text: () => written.join('') };
}
