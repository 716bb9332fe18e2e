import type { Filter } from '../../model/filter.ts';
import type { NamedSource } from '../../model/publication.ts';
import type { Reading } from './publication-reading.ts';
import { entryConditions, GRAINS, itemConditions, type Look } from './publication-where.ts';
import { type Queryable, Values } from './queryable.ts';

/** An entry that was picked, and the time by which it is ordered, in microseconds. */
export interface Picked {
  readonly id: number;
  readonly micros: number;
}

export interface Picking {
  readonly order: 'newest' | 'highest id' | 'lowest id';
  readonly limit: number;
  /** Ids from … up to and without …; few enough to look at each. */
  readonly ids?: readonly [from: number, to: number];
}

/** Entries looked at one by one before all of them are searched. Words are dearer to compare than numbers. */
const NEAR_WORDS = 1000;
const NEAR = 20_000;

/**
 * Entries that a filter lets through. First among the nearest, one after the other until there are enough: that is quick for
 * what many entries fulfil, of which a search would find far too many (a word in every one of 600,000 items: 22 s against
 * 0.03 s, by bench/http/filters.mjs). What few fulfil is then found by the indexes on items.
 */
export async function pick(
  database: Queryable,
  filter: Filter,
  reading: Reading,
  sources: ReadonlyMap<number, NamedSource>,
  { order, limit, ids }: Picking,
): Promise<Picked[]> {
  const { from, at, id, items, entries } = GRAINS[filter.group];
  const ask = async (
    look: Look,
    statement: (own: string, ofItem: readonly string[], values: Values) => string,
  ): Promise<Picked[]> => {
    const values = new Values();
    const own = entryConditions(filter, values, reading);
    if (ids) own.push(`${id} >= ${values.add(ids[0])} and ${id} < ${values.add(ids[1])}`);
    const text = statement(own.join(' and '), itemConditions(filter, values, sources, look), values);
    return (await database.query<Picked>(text, values.list)).rows;
  };
  const columns = `${id} as id, (extract(epoch from ${at}) * 1000000)::bigint as micros`;
  const by = { newest: `${at} desc, ${id} desc`, 'highest id': `${id} desc`, 'lowest id': id }[order];
  const isPlain = itemConditions(filter, new Values(), sources, 'at each').length === 0;
  if (!isPlain) {
    const window = filter.q === null ? NEAR : NEAR_WORDS;
    // `offset 0` keeps the planner from turning the check of each entry into a search for all items.
    const near = await ask(
      'at each',
      (own, ofItem, values) =>
        `select id, micros from (select ${columns} from ${from} where ${own} order by ${by} limit ${window}) g
         where exists (select from ${items} and ${ofItem.join(' and ')} offset 0) limit ${values.add(limit)}`,
    );
    if (near.length === limit || (ids && ids[1] - ids[0] <= window)) return near;
  }
  return ask('by index', (own, ofItem, values) => {
    const rest = `where ${own} order by ${by} limit ${values.add(limit)}`;
    if (isPlain) return `select ${columns} from ${from} ${rest}`;
    // Left to itself, the planner may bet on meeting enough of a rare word by going through all entries: 31 s.
    return `with hit as materialized (${entries} and ${ofItem.join(' and ')})
      select ${columns} from ${from} join hit on hit.id = ${id} ${rest}`;
  });
}
