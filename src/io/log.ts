import { type Logger, pino } from 'pino';
import { PinoPretty } from 'pino-pretty';

export type Log = Logger;

/** Logs to standard error: lines for a person on a terminal, one JSON object a line elsewhere. */
export function createLog(level: string, terminal = process.stderr.isTTY === true): Log {
  const options = { level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime };
  if (!terminal) return pino(options, pino.destination({ fd: 2, sync: true }));
  return pino(
    options,
    PinoPretty({ destination: 2, sync: true, colorize: true, translateTime: 'SYS:HH:MM:ss', singleLine: true }),
  );
}
