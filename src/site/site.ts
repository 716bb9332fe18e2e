import { baseOf } from '../io/http/address.ts';
import { HubPinger } from '../io/http/hub.ts';
import { listen, type RunningServer } from '../io/http/server.ts';
import type { Settings } from '../model/settings.ts';
import { NewsSite } from './news-site.ts';
import type { SiteOptions } from './site-options.ts';

/** Serves the publication, every page and feed rendered once for each change, until closed. */
export async function startServer(options: SiteOptions): Promise<RunningServer> {
  const site = new NewsSite(options);
  const server = await listen(site, options.host, options.port, options.observe);
  const hub = new HubPinger({
    hub: () => hubOf(options.settings()),
    topics: () => topicsOf(site, options.settings()),
    log: options.log,
  });
  const unsubscribe = options.changes.subscribe(() => hub.changed());
  const close = async () => {
    unsubscribe();
    hub.close();
    await server.close();
  };
  return { url: server.url, close };
}

/** The feeds that name the hub, with what identifies their present content. */
async function topicsOf(site: NewsSite, settings: Settings): Promise<ReadonlyMap<string, string>> {
  const base = baseOf(settings.site.url, '', undefined);
  const topics = ['atom', 'rss', 'json'].map(async (format): Promise<[string, string]> => {
    const answer = await site.fetch(new Request(`http://localhost/feed.${format}`, { method: 'HEAD' }));
    return [`${base}/feed.${format}`, answer.headers.get('etag') ?? ''];
  });
  return new Map(await Promise.all(topics));
}

/** A hub must be told public addresses: without site.url there are none. */
function hubOf({ publish, site }: Settings): string | null {
  return site.url === null ? null : publish.hub;
}
