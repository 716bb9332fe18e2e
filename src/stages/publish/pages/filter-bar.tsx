import { everything, type Filter } from '../../../model/filter.ts';
import type { Choices } from '../../../model/publication.ts';
import type { FeedFormat } from '../addresses.ts';
import { languageName, sayFilter } from '../titles.ts';
import type { PageContext } from './layout.tsx';

interface FilterBarProps {
  readonly filter: Filter;
  readonly choices: Choices;
  readonly view: 'top' | 'latest';
  readonly context: PageContext;
}

const CATEGORIES_SHOWN = 12;
const OUTLETS_OFFERED = [1, 2, 3, 5, 10];
const FORMATS: readonly (readonly [FeedFormat, string])[] = [
  ['atom', 'Atom'],
  ['rss', 'RSS'],
  ['json', 'JSON'],
];

/** What to look at, and the feeds of exactly that. */
export function FilterBar({ filter, choices, view, context }: FilterBarProps) {
  return (
    <section class="bar" aria-label="Choose and subscribe">
      <Categories filter={filter} choices={choices} view={view} context={context} />
      <SearchForm filter={filter} choices={choices} view={view} context={context} />
      <SubscribeLinks filter={filter} context={context} />
    </section>
  );
}

function Categories({ filter, choices, view, context: { addresses } }: FilterBarProps) {
  const names = [...new Set([...choices.categories.slice(0, CATEGORIES_SHOWN), ...filter.category])];
  if (names.length === 0) return null;
  const to = (category: readonly string[]) => {
    const other = { ...filter, category, before: null };
    return view === 'top' ? addresses.front(other) : addresses.latest(other);
  };
  return (
    <nav class="categories" aria-label="Categories">
      <a href={to([])} aria-current={filter.category.length === 0 ? 'true' : undefined}>
        All
      </a>
      {names.map((name) => (
        <a href={to([name])} aria-current={filter.category.includes(name) ? 'true' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}

function SearchForm({ filter, choices, view, context: { addresses } }: FilterBarProps) {
  const languages = [...new Set([...choices.languages, ...filter.language])];
  return (
    <search>
      <form action={view === 'top' ? addresses.front() : addresses.latest()}>
        {[...filter.category].map((name) => (
          <input type="hidden" name="category" value={name} />
        ))}
        {filter.outlet.map((name) => (
          <input type="hidden" name="outlet" value={name} />
        ))}
        <label>
          <span>Search</span>
          <input type="search" name="q" value={filter.q ?? ''} maxlength={200} placeholder="words, or “a phrase”" />
        </label>
        <label>
          <span>Language</span>
          <select name="language">
            <option value="">any</option>
            {languages.map((tag) => (
              <option value={tag} selected={filter.language.includes(tag)}>
                {languageName(tag)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>Outlets</span>
          <select name="minOutlets">
            {OUTLETS_OFFERED.map((number) => (
              <option value={number === 1 ? '' : String(number)} selected={filter.minOutlets === number}>
                {number === 1 ? 'any' : `${number} or more`}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">Show</button>
      </form>
    </search>
  );
}

function SubscribeLinks({ filter, context: { addresses } }: Pick<FilterBarProps, 'filter' | 'context'>) {
  const feed: Filter = { ...filter, before: null };
  const said = sayFilter(feed);
  return (
    <p class="subscribe">
      <span>{said.length > 0 ? `Subscribe to ${said.join(' · ')}` : 'Subscribe to everything'}</span>
      {FORMATS.map(([format, label]) => (
        <a class="button" href={addresses.feed(format, feed)}>
          {label}
        </a>
      ))}
      {said.length > 0 && (
        <a class="clear" href={addresses.front(everything)}>
          Show everything
        </a>
      )}
    </p>
  );
}
