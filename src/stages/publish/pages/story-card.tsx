import type { Article, PublishedEntry } from '../../../model/publication.ts';
import { count } from '../../../text/amounts.ts';
import { coverageOf, type OutletCoverage } from '../coverage.ts';
import { plain } from '../safe.ts';
import type { PageContext } from './layout.tsx';
import { Age, ArticleLink } from './parts.tsx';
import { Spark } from './spark.tsx';

export type CardSize = 'lead' | 'major' | 'minor';

interface StoryCardProps {
  readonly entry: PublishedEntry;
  readonly size: CardSize;
  readonly isNew: boolean;
  readonly context: PageContext;
}

const OUTLETS_NAMED: Readonly<Record<CardSize, number>> = { lead: 1, major: 4, minor: 2 };
/** The lead has room to show how others put it. */
const OTHERS_SHOWN = 5;
const SUMMARY_LENGTH: Readonly<Record<CardSize, number>> = { lead: 420, major: 180, minor: 0 };

/** One cluster on the front page: the headline leads to the article, the line below it to everyone else's. */
export function StoryCard({ entry, size, isNew, context }: StoryCardProps) {
  const { lead, articles, clusterId } = entry;
  const { addresses, now } = context;
  const outlets = coverageOf(articles, lead);
  const summary = shorten(plain(lead.summary), SUMMARY_LENGTH[size]);
  const latest = articles.at(-1)?.at ?? entry.createdAt;
  return (
    <article class={`story ${size}`}>
      <h2>
        <ArticleLink article={lead} />
      </h2>
      {summary && (
        <p class="summary" lang={lead.language ?? undefined} dir="auto">
          {summary}
        </p>
      )}
      <p class="meta">
        {isNew && <strong class="new">New</strong>}
        <Age at={latest} now={now} />
        {outlets.length > 1 && <Spark articles={articles} now={now} />}
        <a class="coverage" href={addresses.cluster(clusterId)} aria-label={`All coverage: ${plain(lead.title)}`}>
          {outlets.length > 1 ? count(outlets.length, 'outlet') : 'Details'}
        </a>
        <OutletNames outlets={outlets} shown={OUTLETS_NAMED[size]} />
      </p>
      {size === 'lead' && <Others lead={lead} outlets={outlets.slice(1)} page={addresses.cluster(clusterId)} />}
    </article>
  );
}

/** Each name leads to that outlet's own article. */
function OutletNames({ outlets, shown }: { outlets: readonly OutletCoverage[]; shown: number }) {
  const named = outlets.slice(0, shown);
  const more = outlets.length - named.length;
  return (
    <span class="outlets">
      {named.map(({ outlet, articles: [first] }, at) => (
        <>
          {at > 0 && ', '}
          {first && <ArticleLink article={{ ...first, language: null }} text={outlet} />}
        </>
      ))}
      {more > 0 && shown > 1 && ` +${more}`}
    </span>
  );
}

/** Other texts than the lead's, each once. */
function Others({ lead, outlets, page }: { lead: Article; outlets: readonly OutletCoverage[]; page: string }) {
  const stories = new Set([lead.storyId]);
  const others = outlets.filter(
    ({ articles: [first] }) => first && !stories.has(first.storyId) && stories.add(first.storyId),
  );
  const more = outlets.length - Math.min(others.length, OTHERS_SHOWN);
  if (others.length === 0) return null;
  return (
    <ul class="others">
      {others.slice(0, OTHERS_SHOWN).map(({ outlet, articles: [first] }) => (
        <li>
          <bdi class="meta">{plain(outlet)}</bdi> {first && <ArticleLink article={first} />}
        </li>
      ))}
      {more > 0 && (
        <li>
          <a class="meta" href={page}>
            and {more} more
          </a>
        </li>
      )}
    </ul>
  );
}

function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
  return length === 0 ? '' : `${cut.replace(/[\s.,;:–—-]+\S*$/, '') || cut}\u00a0…`;
}
