import { generateOpml, type Opml } from 'feedsmith';
import { html, plain } from './safe.ts';

type Outline = Opml.Outline<Date>;

/** A source as a list of feeds names it. */
export interface ListedSource {
  readonly url: string;
  readonly title: string;
  readonly siteUrl: string | null;
  readonly categories: readonly string[];
}

/**
 * The sources as an OPML 2.0 list: a folder for each category, and a source of several in the folder of its first, with all of
 * them in its `category`. In the order given; addresses are written as they are.
 */
export function toOpml(title: string, sources: readonly ListedSource[]): string {
  // The generator refuses a list of none; readers take it.
  if (sources.length === 0)
    return `<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0"><head><title>${html(title)}</title></head><body/></opml>\n`;
  const folders = new Map<string, ListedSource[]>();
  for (const source of sources) {
    const folder = plain(source.categories[0] ?? '');
    folders.set(folder, [...(folders.get(folder) ?? []), source]);
  }
  const outlines = [...folders].flatMap(([folder, inside]): Outline[] => {
    const feeds = inside.map(outlineOf);
    return folder === '' ? feeds : [{ text: folder, title: folder, outlines: feeds }];
  });
  return generateOpml({ head: { title: plain(title) }, body: { outlines } });
}

function outlineOf({ url, title, siteUrl, categories }: ListedSource): Outline {
  const name = plain(title);
  const category = categories.map((text) => plain(text).replaceAll(/[,/]/g, ' ')).join(',');
  return {
    ...{ type: 'rss', text: name, title: name, xmlUrl: url },
    ...(siteUrl && { htmlUrl: siteUrl }),
    ...(categories.length > 1 && { category }),
  };
}
