import type { Article, Headline } from '../../../model/publication.ts';
import type { Addresses } from '../addresses.ts';
import { sayAge, sayMinute } from '../ages.ts';
import { articleUrl, languageTag, plain } from '../safe.ts';

/** A moment: relative for the eye, exact in its title and for programs. */
export function Age({ at, now }: { at: Date; now: Date }) {
  return (
    <time datetime={at.toISOString()} title={sayMinute(at)}>
      {sayAge(at, now)}
    </time>
  );
}

/** An article's headline, in its own language and direction, as a link where it has an address. */
export function ArticleLink({ article, text }: { article: Article; text?: string }) {
  const label = plain(text ?? article.title) || 'Untitled';
  const language = languageTag(article.language) ?? undefined;
  const url = articleUrl(article.url);
  if (url === null) {
    return (
      <span lang={language} dir="auto">
        {label}
      </span>
    );
  }
  return (
    <a href={url} lang={language} hreflang={language} dir="auto" rel="external noopener">
      {label}
    </a>
  );
}

/** The headline of another cluster, with how many report it and when. */
export function HeadlineItem({ headline, addresses, now }: { headline: Headline; addresses: Addresses; now: Date }) {
  const { clusterId, title, outletCount, at } = headline;
  return (
    <li>
      <a href={addresses.cluster(clusterId)} dir="auto">
        {plain(title) || 'Untitled'}
      </a>{' '}
      <span class="meta">
        {outletCount > 1 ? `${outletCount} outlets, ` : ''}
        <Age at={at} now={now} />
      </span>
    </li>
  );
}
