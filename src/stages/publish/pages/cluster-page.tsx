import { everything } from '../../../model/filter.ts';
import type { Article, ClusterFile, Headline } from '../../../model/publication.ts';
import { count } from '../../../text/amounts.ts';
import { sayClock } from '../ages.ts';
import { coverageOf, type OutletCoverage } from '../coverage.ts';
import { articleUrl, languageTag, plain } from '../safe.ts';
import { document, Layout, type PageContext } from './layout.tsx';
import { Age, ArticleLink, HeadlineItem } from './parts.tsx';
import { Reasons } from './reasons.tsx';
import { Timeline } from './timeline.tsx';

/** Everything about one event: who reported it and when, why it is together, and what is near it. */
export function clusterPage(file: ClusterFile, context: PageContext): string {
  const { lead, articles, clusterId } = file.entry;
  const outlets = coverageOf(articles, lead);
  const title = plain(lead.title) || 'Untitled';
  return document(
    <Layout context={context} title={`${title} · ${context.site.title}`} feed={everything}>
      <article class="cluster">
        <Opening file={file} outlets={outlets} context={context} />
        {articles.length > 1 && (
          <section aria-labelledby="when">
            <h2 id="when">When</h2>
            <Timeline outlets={outlets} from={first(articles)} to={last(articles)} context={context} />
          </section>
        )}
        <section aria-labelledby="who">
          <h2 id="who">Who reports it</h2>
          <ol class="outlet-list">
            {outlets.map((coverage) => (
              <Outlet coverage={coverage} context={context} />
            ))}
          </ol>
        </section>
        <Reasons file={file} context={context} />
      </article>
      <aside class="near">
        <Headlines title="Earlier coverage" headlines={file.earlier} context={context} />
        <Headlines title="What followed" headlines={file.later} context={context} />
        <Headlines title="Similar news" headlines={file.similar} context={context} />
        <p class="meta">
          Permanent address <a href={context.addresses.cluster(clusterId)}>{context.absolute.cluster(clusterId)}</a>,
          also <a href={`${context.addresses.cluster(clusterId)}.json`}>as JSON</a>
        </p>
      </aside>
    </Layout>,
  );
}

interface OpeningProps {
  readonly file: ClusterFile;
  readonly outlets: readonly OutletCoverage[];
  readonly context: PageContext;
}

function Opening({ file: { entry }, outlets, context: { now } }: OpeningProps) {
  const { lead, articles } = entry;
  const language = languageTag(lead.language) ?? undefined;
  const url = articleUrl(lead.url);
  return (
    <header>
      <h1 lang={language} dir="auto">
        {plain(lead.title) || 'Untitled'}
      </h1>
      <p class="meta">
        {count(outlets.length, 'outlet')}, {count(articles.length, 'article')} · first{' '}
        <Age at={first(articles)} now={now} />
        {articles.length > 1 && (
          <>
            {' '}
            · latest <Age at={last(articles)} now={now} />
          </>
        )}
      </p>
      {lead.summary && (
        <p class="summary" lang={language} dir="auto">
          {plain(lead.summary)}
        </p>
      )}
      {url && (
        <p>
          <a class="button" href={url} rel="external noopener">
            Read at <bdi>{plain(lead.outlet)}</bdi>
          </a>
          {lead.authors.length > 0 && <span class="meta"> by {lead.authors.map(plain).join(', ')}</span>}
        </p>
      )}
    </header>
  );
}

function Outlet({ coverage: { outlet, articles }, context }: { coverage: OutletCoverage; context: PageContext }) {
  return (
    <li>
      <h3>
        <bdi>{plain(outlet)}</bdi>
      </h3>
      {articles.map((article) => (
        <ArticleLine article={article} now={context.now} />
      ))}
    </li>
  );
}

function ArticleLine({ article, now }: { article: Article; now: Date }) {
  const { at, titleBefore, editedAt, attribution } = article;
  return (
    <div class="report">
      <time class="clock" datetime={at.toISOString()}>
        {sayClock(at, now)}
      </time>
      <div>
        <ArticleLink article={article} />
        {attribution && (
          <span class="meta">
            {' '}
            from <bdi>{plain(attribution)}</bdi>
          </span>
        )}
        {titleBefore && (
          <p class="edit meta">
            {editedAt && <time datetime={editedAt.toISOString()}>{sayClock(editedAt, now)}</time>} headline changed from
            “<del dir="auto">{plain(titleBefore)}</del>”
          </p>
        )}
      </div>
    </div>
  );
}

interface HeadlinesProps {
  readonly title: string;
  readonly headlines: readonly Headline[];
  readonly context: PageContext;
}

function Headlines({ title, headlines, context }: HeadlinesProps) {
  if (headlines.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul class="headlines">
        {headlines.map((headline) => (
          <HeadlineItem headline={headline} addresses={context.addresses} now={context.now} />
        ))}
      </ul>
    </section>
  );
}

function first(articles: readonly Article[]): Date {
  return (articles[0] as Article).at;
}

function last(articles: readonly Article[]): Date {
  return (articles.at(-1) as Article).at;
}
