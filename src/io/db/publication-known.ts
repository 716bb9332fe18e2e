import { UsageError } from '../../model/errors.ts';
import type { Filter } from '../../model/filter.ts';
import type { NamedSource } from '../../model/publication.ts';
import { nearest } from '../../text/nearest.ts';
import type { Queryable } from './queryable.ts';

const SHOWN_MAX = 50;

/**
 * The filter with its categories and outlets spelt as they are here, so that it is one feed in whatever case they were asked for.
 * Throws a UsageError that lists what there is where it names a category or a language that no source and no article ever
 * had: what is misspelt would show nothing for ever. Those of sources that were removed are known as long as their articles.
 */
export async function asKnown(
  database: Queryable,
  filter: Filter,
  sources: ReadonlyMap<number, NamedSource>,
): Promise<Filter> {
  const { category, outlet, language } = filter;
  const all = [...sources.values()];
  const known = category.length > 0 ? all.flatMap(({ categories }) => categories) : [];
  if (category.length > 0) {
    const named = new Set(known.map(fold));
    const unknown = await without(
      database,
      'newsbraid.lower_all(categories) @> array[name]',
      category.filter((name) => !named.has(fold(name))),
    );
    if (unknown.length > 0) throw new UsageError('bad_filter', sayUnknown('category', unknown, known));
  }
  if (language.length > 0) {
    const known = await readLanguages(database);
    const primaries = [...new Set(language.map((tag) => tag.split('-')[0] as string))];
    const unknown = await without(
      database,
      "split_part(lower(language), '-', 1) = name",
      primaries.filter((name) => !known.includes(name)),
    );
    // Before the first polls, no language is known, and none is wrong.
    if (unknown.length > 0 && known.length > 0)
      throw new UsageError('bad_filter', sayUnknown('language', unknown, known));
  }
  const outlets = outlet.length > 0 ? all.map((source) => source.outlet) : [];
  // Articles spell a category in many ways, of which none is looked up.
  return { ...filter, category: spelt(category.map(fold), known), outlet: spelt(outlet, outlets) };
}

/** Names as the first of `known` that is the same but for case. */
function spelt(names: readonly string[], known: readonly string[]): string[] {
  const spelling = new Map(names.map((name) => [fold(name), name]));
  for (const name of [...known].reverse()) if (spelling.has(fold(name))) spelling.set(fold(name), name);
  return [...new Set(spelling.values())].sort();
}

/** That there is nothing of these names, what may have been meant, and what there is. */
export function sayUnknown(filter: string, unknown: readonly string[], all: readonly string[]): string {
  const known = [...new Set(all)].sort();
  const meant = [...new Set(unknown.flatMap((name) => nearest(name, known)))];
  const some =
    known.slice(0, SHOWN_MAX).join(', ') + (known.length > SHOWN_MAX ? `, and ${known.length - SHOWN_MAX} more` : '');
  const question = meant.length > 0 ? `; did you mean ${meant.join(' or ')}?` : '';
  return `${filter}: nothing is called “${unknown.join('”, “')}”${question || ';'} ${question ? 'There' : 'there'} are ${some || 'none yet'}`;
}

/** Without regard to case and to how accents are written. */
export function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** The names for which no item fulfils a condition. */
async function without(database: Queryable, condition: string, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const { rows } = await database.query<{ given: string }>(
    `select given from unnest($1::text[], $2::text[]) as wanted (given, name)
     where not exists (select from newsbraid.item where ${condition})`,
    [names, names.map(fold)],
  );
  return rows.map(({ given }) => given);
}

async function readLanguages(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `select distinct split_part(lower(language), '-', 1) as name from newsbraid.source where language <> ''`,
  );
  return rows.map(({ name }) => name);
}
