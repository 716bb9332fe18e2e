import { UsageError } from '../../model/errors.ts';
import { type Filter, type Group, sinceMoment } from '../../model/filter.ts';
import type { NamedSource } from '../../model/publication.ts';
import { withoutSecrets } from '../../text/urls.ts';
import { fold, sayUnknown } from './publication-known.ts';
import { type Reading, settled } from './publication-reading.ts';
import type { Values } from './queryable.ts';

interface Grain {
  readonly from: string;
  readonly id: string;
  /** By what entries are ordered. */
  readonly at: string;
  /** Items `i` of the entry `g.id`. */
  readonly items: string;
  /** Entries of items `i`. */
  readonly entries: string;
}

/** How entries of each grain are picked; `c` is the entry's cluster. */
export const GRAINS: Readonly<Record<Group, Grain>> = {
  cluster: {
    from: 'newsbraid.cluster c',
    id: 'c.id',
    at: 'c.updated_at',
    items: 'newsbraid.story s join newsbraid.braided i on i.story_id = s.id where s.cluster_id = g.id',
    entries:
      'select distinct s.cluster_id as id from newsbraid.braided i join newsbraid.story s on s.id = i.story_id where true',
  },
  story: {
    from: 'newsbraid.story g join newsbraid.cluster c on c.id = g.cluster_id',
    id: 'g.id',
    at: 'g.created_at',
    items: 'newsbraid.braided i where i.story_id = g.id',
    entries: 'select distinct i.story_id as id from newsbraid.braided i where true',
  },
  item: {
    from: 'newsbraid.braided g join newsbraid.story s on s.id = g.story_id join newsbraid.cluster c on c.id = s.cluster_id',
    id: 'g.id',
    at: 'g.first_seen_at',
    items: 'newsbraid.item i where i.id = g.id',
    entries: 'select i.id from newsbraid.braided i where true',
  },
};

/** Conditions on an entry itself; those of clusters that have not settled are kept back. */
export function entryConditions(filter: Filter, values: Values, reading: Reading): string[] {
  const { at, id } = GRAINS[filter.group];
  const conditions = ['c.merged_into is null', `c.created_at <= ${values.add(settled(reading))}`];
  if (filter.minOutlets > 1) conditions.push(`c.outlet_count >= ${values.add(filter.minOutlets)}`);
  if (filter.since !== null)
    conditions.push(`${at} >= ${values.add(sinceMoment(filter.since, reading.now.getTime()))}`);
  if (filter.before !== null) conditions.push(`(${at}, ${id}) < ${cursorRow(filter.before, values)}`);
  return conditions;
}

function cursorRow({ micros, id }: { micros: number; id: number }, values: Values): string {
  return `(timestamptz 'epoch' + ${values.add(micros)}::bigint * interval '1 microsecond', ${values.add(id)}::bigint)`;
}

/** How words are looked for: in the text of an item that is at hand, or by the index that knows all items with them. */
export type Look = 'at each' | 'by index';

/**
 * Conditions on one item `i`: an entry is in when one of its items fulfils all of them. Throws a UsageError that lists what
 * there is when an outlet or a source is not known.
 */
export function itemConditions(
  filter: Filter,
  values: Values,
  sources: ReadonlyMap<number, NamedSource>,
  look: Look,
): string[] {
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
      (source, name) => String(source.id) === name || source.url === name || withoutSecrets(source.url) === name,
    );
    conditions.push(`i.source_id = any(${values.add(ids)}::bigint[])`);
  }
  if (filter.category.length > 0) {
    const wanted = filter.category.map(fold);
    const ids = [...sources.values()].filter((source) => source.categories.some((name) => wanted.includes(fold(name))));
    conditions.push(
      `(i.source_id = any(${values.add(ids.map(({ id }) => id))}::bigint[])` +
        ` or newsbraid.lower_all(i.categories) && ${values.add(wanted)}::text[])`,
    );
  }
  if (filter.language.length > 0) {
    // The primary language has an index, the whole tag does not.
    const primary = "split_part(lower(i.language), '-', 1)";
    const list = `any(${values.add(filter.language)}::text[])`;
    const primaries = values.add(filter.language.map((tag) => tag.split('-')[0]));
    conditions.push(`${primary} = any(${primaries}::text[]) and (lower(i.language) = ${list} or ${primary} = ${list})`);
  }
  if (filter.q !== null) {
    const query = `newsbraid.search_query(${values.add(filter.q)})`;
    conditions.push(
      look === 'by index'
        ? `i.id in (select newsbraid.find_items(${query}))`
        : `to_tsvector('simple', newsbraid.search_words(i.title || ' ' || i.summary)) @@ ${query}`,
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
    const names =
      filter === 'outlet'
        ? all.map(({ outlet }) => outlet)
        : all.map(({ id, url }) => `${id} (${withoutSecrets(url)})`);
    throw new UsageError('bad_filter', sayUnknown(filter, unknown, names));
  }
  return all.filter((source) => wanted.some((name) => fits(source, name))).map(({ id }) => id);
}

function same(a: string, b: string): boolean {
  return fold(a) === fold(b);
}
