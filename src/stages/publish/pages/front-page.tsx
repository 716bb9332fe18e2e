import { type Cursor, everything, type Filter } from '../../../model/filter.ts';
import type { Choices, PublishedEntry } from '../../../model/publication.ts';
import { count } from '../../../text/amounts.ts';
import { sayAge } from '../ages.ts';
import { titleOf } from '../titles.ts';
import { FilterBar } from './filter-bar.tsx';
import { document, Layout, type PageContext } from './layout.tsx';
import { type CardSize, StoryCard } from './story-card.tsx';

export interface FrontPage {
  readonly view: 'top' | 'latest';
  readonly filter: Filter;
  readonly choices: Choices;
  /** In the order in which they are shown. */
  readonly entries: readonly PublishedEntry[];
  /** Where older entries go on; null: nowhere. */
  readonly next: Cursor | null;
  /** When the visitor was here before; null: not known. */
  readonly lastVisit: Date | null;
}

const MAJORS = 6;

/** The front page (ranked) and the page of the latest (by time). */
export function frontPage(page: FrontPage, context: PageContext): string {
  const { view, filter, entries, lastVisit } = page;
  const title = titleOf(filter, context.site.title);
  const fresh = entries.filter((entry) => isNew(entry, lastVisit)).length;
  return document(
    <Layout context={context} title={view === 'latest' ? `Latest · ${title}` : title} feed={filter} current={view}>
      <h1 class="visually-hidden">{view === 'top' ? 'Top news' : 'Latest news'}</h1>
      <FilterBar filter={filter} choices={page.choices} view={view} context={context} />
      {lastVisit && (
        <p class="visit" role="status">
          {fresh === 0 ? 'Nothing new' : <strong>{count(fresh, 'new story', 'new stories')}</strong>} since your last
          visit, {sayAge(lastVisit, context.now)}.
        </p>
      )}
      {entries.length === 0 ? <Nothing page={page} context={context} /> : <Stories page={page} context={context} />}
      <Older page={page} context={context} />
    </Layout>,
  );
}

function Stories({ page, context }: { page: FrontPage; context: PageContext }) {
  const ranked = page.view === 'top' && page.entries.length > MAJORS;
  const size = (at: number): CardSize => (!ranked ? 'major' : at === 0 ? 'lead' : at <= MAJORS ? 'major' : 'minor');
  return (
    <div class={ranked ? 'stories ranked' : 'stories'}>
      {page.entries.map((entry, at) => (
        <StoryCard entry={entry} size={size(at)} isNew={isNew(entry, page.lastVisit)} context={context} />
      ))}
    </div>
  );
}

function Nothing({ page: { filter }, context: { addresses } }: { page: FrontPage; context: PageContext }) {
  const isFiltered = addresses.front(filter) !== addresses.front();
  return (
    <div class="notice">
      <p>{isFiltered ? 'Nothing matches that.' : 'No news yet. Sources are polled as soon as the worker runs.'}</p>
      <p>
        {isFiltered ? (
          <a href={addresses.front(everything)}>Show everything</a>
        ) : (
          <a href={addresses.file('sources')}>See how the sources are doing</a>
        )}
      </p>
    </div>
  );
}

function Older({ page: { view, filter, next }, context: { addresses } }: { page: FrontPage; context: PageContext }) {
  if (view === 'top') {
    return (
      <p class="older">
        <a href={addresses.latest({ ...filter, before: null })}>Everything by time</a>
      </p>
    );
  }
  return (
    <nav class="older" aria-label="Older and newer">
      {filter.before && <a href={addresses.latest({ ...filter, before: null })}>Newest</a>}
      {next && (
        <a href={addresses.latest({ ...filter, before: next })} rel="next">
          Older
        </a>
      )}
    </nav>
  );
}

function isNew({ createdAt }: PublishedEntry, lastVisit: Date | null): boolean {
  return lastVisit !== null && createdAt > lastVisit;
}
