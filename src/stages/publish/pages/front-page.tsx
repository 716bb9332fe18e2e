import type { Filter } from '../../../model/filter.ts';
import type { PublishedEntry } from '../../../model/publication.ts';
import { titleOf } from '../titles.ts';
import { document, Layout, type PageContext } from './layout.tsx';

export interface FrontPage {
  readonly filter: Filter;
  readonly entries: readonly PublishedEntry[];
}

export function frontPage({ filter, entries }: FrontPage, context: PageContext): string {
  const { site, addresses } = context;
  return document(
    <Layout context={context} title={titleOf(filter, site.title)} feed={filter}>
      <h1>{site.title}</h1>
      <ol>
        {entries.map((entry) => (
          <li>
            <a href={addresses.cluster(entry.clusterId)}>{entry.lead.title}</a> {entry.outletCount}
          </li>
        ))}
      </ol>
    </Layout>,
  );
}
