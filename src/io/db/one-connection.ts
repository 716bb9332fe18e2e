import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import type { Tables } from './tables.ts';

/** kysely on one given connection, which it neither opens nor closes. */
export function onOneConnection(client: pg.ClientBase): Kysely<Tables> {
  const lent = Object.assign(client, { release: () => {} });
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: { connect: async () => lent, end: async () => {} } as never }),
  });
}
