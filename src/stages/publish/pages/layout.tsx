import type { Child } from 'hono/jsx';
import type { Filter } from '../../../model/filter.ts';
import type { SiteSettings } from '../../../model/settings.ts';
import { type Addresses, FEED_TYPES } from '../addresses.ts';
import { titleOf } from '../titles.ts';

/** What every page needs. */
export interface PageContext {
  readonly site: SiteSettings;
  readonly addresses: Addresses;
  readonly now: Date;
}

interface LayoutProps {
  readonly context: PageContext;
  readonly title: string;
  /** The feeds that show what the page shows. */
  readonly feed: Filter;
  readonly children?: Child;
}

/** The frame of every page. */
export function Layout({ context: { site, addresses }, title, feed, children }: LayoutProps) {
  return (
    <html lang={site.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <link rel="stylesheet" href={addresses.file('assets/style.css')} />
        <link rel="icon" href={addresses.file('assets/icon.svg')} type="image/svg+xml" />
        {(['atom', 'rss', 'json'] as const).map((format) => (
          <link
            rel="alternate"
            type={FEED_TYPES[format]}
            href={addresses.feed(format, feed)}
            title={titleOf(feed, site.title)}
          />
        ))}
      </head>
      <body>{children}</body>
    </html>
  );
}

/** A page as text. */
export function document(page: { toString(): string }): string {
  return `<!doctype html>${page.toString()}`;
}
