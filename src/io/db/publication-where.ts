import { UsageError } from '../../model/errors.ts';
import { type Filter, type Group, sinceMoment } from '../../model/filter.ts';
import { type Reading, settled } from './publication-reading.ts';
import type { NamedSource } from './publication-sources.ts';
import type { Values } from './queryable.ts';

/** How entries of each grain are picked: `g` is the entry, `c` its cluster, `i` an item of it. */
export const GRAINS: Readonly<Record<Group, { from: string; at: string; items: string }>> = {
  cluster: {
    from: 'newsbraid.cluster g join newsbraid.cluster c on c.id = g.id',
    at: 'g.updated_at',
    items: 'newsbraid.story s join newsbraid.item i on i.story_id = s.id where s.cluster_id = g.id',
  },
  story: {
    from: 'newsbraid.story g join newsbraid.cluster c on c.id = g.cluster_id',
    at: 'g.created_at',
    items: 'newsbraid.item i where i.story_id = g.id',
  },
  item: {
    from: 'newsbraid.item g join newsbraid.story s on s.id = g.story_id join newsbraid.cluster c on c.id = s.cluster_id',
    at: 'g.first_seen_at',
    items: 'newsbraid.item i where i.id = g.id',
  },
};

/**
 * What a filter lets through, as an SQL condition on `g` and `c`. Throws a UsageError that lists what there is when an outlet
 * or a source is not known.
 */
export function allConditions(
  filter: Filter,
  values: Values,
  reading: Reading,
  sources: ReadonlyMap<number, NamedSource>,
): string {
  const conditions = entryConditions(filter, values, reading.now, settled(reading));
  const ofItem = itemConditions(filter, values, sources);
  if (ofItem.length > 0) {
    conditions.push(`exists (select from ${GRAINS[filter.group].items} and ${ofItem.join(' and ')})`);
  }
  return conditions.join(' and ');
}

/** Conditions on `c` and `g`; clusters created after `settledAt` are kept back. */
function entryConditions(filter: Filter, values: Values, now: Date, settledAt: Date): string[] {
  const { at } = GRAINS[filter.group];
  const conditions = ['c.merged_into is null', `c.created_at <= ${values.add(settledAt)}`];
  if (filter.minOutlets > 1) conditions.push(`c.outlet_count >= ${values.add(filter.minOutlets)}`);
  if (filter.since !== null) conditions.push(`${at} >= ${values.add(sinceMoment(filter.since, now.getTime()))}`);
  if (filter.before !== null) conditions.push(`(${at}, g.id) < ${cursorRow(filter.before, values)}`);
  return conditions;
}

function cursorRow({ micros, id }: { micros: number; id: number }, values: Values): string {
  return `(timestamptz 'epoch' + ${values.add(micros)}::bigint * interval '1 microsecond', ${values.add(id)}::bigint)`;
}

/**
 * Conditions on one item `i`: an entry is in when one of its items fulfils all of them. Indexes of words and categories hold items
 * with a story only.
 */
function itemConditions(filter: Filter, values: Values, sources: ReadonlyMap<number, NamedSource>): string[] {
  const conditions: string[] = [];
  if (filter.outlet.length > 0) {
    const ids = matching(sources, 'outlet', filter.outlet, (source, name) => same(source.outlet, name));
    conditions.push(`i.source_id = any(${values.add(ids)}::bigint[])`);
  }
  if (filter.source.length > 0) {
    const ids = matching(
      sources,
      'source',
      filter.source,
      (source, name) => String(source.id) === name || source.url === name,
    );
    conditions.push(`i.source_id = any(${values.add(ids)}::bigint[])`);
  }
  if (filter.category.length > 0) {
    const wanted = filter.category.map(fold);
    const ids = [...sources.values()].filter((source) => source.categories.some((name) => wanted.includes(fold(name))));
    conditions.push(
      `i.story_id is not null and (i.source_id = any(${values.add(ids.map(({ id }) => id))}::bigint[])` +
        ` or newsbraid.lower_all(i.categories) && ${values.add(wanted)}::text[])`,
    );
  }
  if (filter.language.length > 0) {
    const list = values.add(filter.language);
    conditions.push(
      `(lower(i.language) = any(${list}::text[]) or split_part(lower(i.language), '-', 1) = any(${list}::text[]))`,
    );
  }
  if (filter.q !== null) {
    conditions.push(
      `i.story_id is not null and to_tsvector('simple', newsbraid.search_words(i.title || ' ' || i.summary)) @@ newsbraid.search_query(${values.add(filter.q)})`,
    );
  }
  return conditions;
}

function matching(
  sources: ReadonlyMap<number, NamedSource>,
  filter: 'outlet' | 'source',
  wanted: readonly string[],
  fits: (source: NamedSource, name: string) => boolean,
): number[] {
  const all = [...sources.values()];
  const unknown = wanted.filter((name) => !all.some((source) => fits(source, name)));
  if (unknown.length > 0) {
    const names = filter === 'outlet' ? all.map(({ outlet }) => outlet) : all.map(({ id, url }) => `${id} (${url})`);
    const known = [...new Set(names)].sort();
    const some = known.slice(0, 50).join(', ') + (known.length > 50 ? `, and ${known.length - 50} more` : '');
    throw new UsageError(
      'bad_filter',
      `${filter}: nothing is called “${unknown.join('”, “')}”; there are ${some || 'none yet'}`,
    );
  }
  return all.filter((source) => wanted.some((name) => fits(source, name))).map(({ id }) => id);
}

function same(a: string, b: string): boolean {
  return fold(a) === fold(b);
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
