import { messageOf } from '../../model/errors.ts';

/** Why Postgres cannot do for now what it will do later. */
export interface Outage {
  /** `away`: no connection comes about or holds. `full`: it answers, and cannot write. `conflict`: try again at once. */
  readonly kind: 'away' | 'full' | 'conflict';
  /** What happened and what to do, for a person. */
  readonly message: string;
}

const AWAY_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
/** What pg says without a code: it lost the connection, or gave up waiting. */
const AWAY_MESSAGES =
  /connection terminated|connection error|timeout expired|timeout exceeded|read timeout|not queryable|client was closed/i;

/**
 * Whether an error of a query is one that passes by itself; null: it is not, and trying again would fail again. Classes are
 * those of Postgres's appendix A: 08 connection exception, 53 insufficient resources, 57P shutdown, 40 transaction rollback.
 */
export function outageOf(error: unknown): Outage | null {
  const { code = '' } = error as { code?: string };
  const message = messageOf(error);
  if (code === '53100' || code === 'ENOSPC') {
    return {
      kind: 'full',
      message: `Postgres cannot write, its disk is full (${message}). Free some space: nothing is lost.`,
    };
  }
  if (code === '25006') return { kind: 'full', message: `Postgres takes no writes at present (${message}).` };
  if (/^(40001|40P01|55P03)$/.test(code)) return { kind: 'conflict', message };
  // 57014: a statement was cancelled, by its timeout above all.
  if (/^(08...|53...|57P0.|57014|25P0[34])$/.test(code) || AWAY_CODES.has(code) || AWAY_MESSAGES.test(message)) {
    return { kind: 'away', message: `Postgres does not answer (${message || code}).` };
  }
  return null;
}
