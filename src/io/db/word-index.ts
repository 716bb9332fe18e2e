import { sql } from 'kysely';
import { array } from './array.ts';
import type { Database } from './connect.ts';

const WORDS_LOCK = 0x776f726473; // 'words'
/** Items of one transaction: some 50 ms. */
const ITEMS_AT_ONCE = 500;
/** The braid goes first, unless this many items wait: until indexed, each costs every search 40 µs. */
const WAITING_MAX = 20_000;

/**
 * Enters the words of items that were braided into the index that search uses, in small transactions, until none waits, the
 * braid has something to do or `signal` says stop. Returns how many items it entered. Of several workers one does it at a time.
 * What is broken off is done the next time; until then a search reads the items that wait.
 */
export async function indexWords({ kysely }: Pick<Database, 'kysely'>, signal?: AbortSignal): Promise<number> {
  let total = 0;
  for (let count = ITEMS_AT_ONCE; count === ITEMS_AT_ONCE && !signal?.aborted; total += count) {
    count = await kysely.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ mayWork: boolean }>`
        select (not exists (select from newsbraid.pending)
            or (select count(*) from (select from newsbraid.unsearched limit ${WAITING_MAX}) waiting) = ${WAITING_MAX})
          and pg_try_advisory_xact_lock(${WORDS_LOCK}) as "mayWork"`.execute(transaction);
      if (!rows[0]?.mayWork) return 0;
      const { rows: items } = await sql<{ id: number }>`
        delete from newsbraid.unsearched where item_id in (
          select item_id from newsbraid.unsearched order by item_id limit ${ITEMS_AT_ONCE}) returning item_id as id`.execute(
        transaction,
      );
      if (items.length === 0) return 0;
      const ids = array(
        'bigint',
        items.map(({ id }) => id),
      );
      // An item that was edited stands there with its old words; the same row updated would keep them.
      await sql`delete from newsbraid.searched where item_id = any(${ids})`.execute(transaction);
      await sql`
        insert into newsbraid.searched select id from newsbraid.item where id = any(${ids}) order by id`.execute(
        transaction,
      );
      return items.length;
    });
  }
  return total;
}
