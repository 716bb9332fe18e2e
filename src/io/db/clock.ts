import type { Queryable } from './queryable.ts';

/** The database's time, by which everything is stored, for a process whose own clock may be wrong. */
export class DatabaseClock {
  readonly #database: Queryable;
  #aheadMs = 0;

  constructor(database: Queryable) {
    this.#database = database;
  }

  /** As last compared; until it was, the process's own. */
  get now(): Date {
    return new Date(Date.now() + this.#aheadMs);
  }

  /** Asks the database. */
  async read(): Promise<Date> {
    const { rows } = await this.#database.query<{ now: Date }>('select clock_timestamp() as now');
    const now = rows[0]?.now as Date;
    this.#aheadMs = now.getTime() - Date.now();
    return now;
  }
}
