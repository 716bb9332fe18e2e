import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** The database's time; within a transaction, the time it began. Workers' own clocks may differ. */
export async function readNow(executor: Kysely<Tables>): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select now()`.execute(executor);
  return rows[0]?.now as Date;
}
