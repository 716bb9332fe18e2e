import type { Child } from 'hono/jsx';
import type { Filter } from '../../../model/filter.ts';
import type { SiteSettings } from '../../../model/settings.ts';
import { type Addresses, FEED_TYPES } from '../addresses.ts';
import { sayLongDay } from '../ages.ts';
import { languageTag } from '../safe.ts';
import { titleOf } from '../titles.ts';

/** What every page needs. */
export interface PageContext {
  readonly site: SiteSettings;
  /** Within the site. */
  readonly addresses: Addresses;
  /** With scheme and host, for what people copy. */
  readonly absolute: Addresses;
  readonly now: Date;
}

interface LayoutProps {
  readonly context: PageContext;
  readonly title: string;
  /** The feeds that show what the page shows. */
  readonly feed: Filter;
  readonly current?: 'top' | 'latest' | 'sources' | 'subscribe';
  readonly children?: Child;
}

const FORMATS = ['atom', 'rss', 'json'] as const;

/** The frame of every page. */
export function Layout({ context, title, feed, current, children }: LayoutProps) {
  const { site, addresses } = context;
  return (
    <html lang={languageTag(site.language) ?? 'en'}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="stylesheet" href={addresses.file('assets/style.css')} />
        <link rel="icon" href={addresses.file('assets/icon.svg')} type="image/svg+xml" />
        {FORMATS.map((format) => (
          <link
            rel="alternate"
            type={FEED_TYPES[format]}
            href={addresses.feed(format, feed)}
            title={titleOf(feed, site.title)}
          />
        ))}
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the news
        </a>
        <Masthead context={context} current={current} />
        <main id="main">{children}</main>
        <footer>
          <p>
            Each story once, with every outlet that carries it. Headlines and summaries belong to their outlets; every
            one links to its article. No script, no tracking; one cookie remembers when you were last here.
          </p>
        </footer>
      </body>
    </html>
  );
}

function Masthead({ context: { site, addresses, now }, current }: Pick<LayoutProps, 'context' | 'current'>) {
  const places = [
    ['top', 'Top', addresses.front()],
    ['latest', 'Latest', addresses.latest()],
    ['sources', 'Sources', addresses.file('sources')],
    ['subscribe', 'Subscribe', addresses.file('subscribe')],
  ] as const;
  return (
    <header class="masthead">
      <a class="name" href={addresses.front()}>
        <Braid />
        {site.title}
      </a>
      <p class="motto">{site.description}</p>
      <nav aria-label="Pages">
        {places.map(([name, label, href]) => (
          <a href={href} aria-current={name === current ? 'page' : undefined}>
            {label}
          </a>
        ))}
      </nav>
      <p class="today">
        <time datetime={now.toISOString().slice(0, 10)}>{sayLongDay(now)}</time>
      </p>
    </header>
  );
}

/** Three strands that become one. */
function Braid() {
  return (
    <svg class="braid" viewBox="0 0 40 24" aria-hidden="true">
      <path d="M2 3c10 0 10 9 18 9h18M2 12h36M2 21c10 0 10-9 18-9" />
    </svg>
  );
}

/** A page as text. */
export function document(page: { toString(): string }): string {
  return `<!doctype html>${page.toString()}`;
}
