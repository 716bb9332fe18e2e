import { everything, GROUPS, LIMIT_MAX } from '../../../model/filter.ts';
import type { Choices } from '../../../model/publication.ts';
import { languageName } from '../titles.ts';
import { document, Layout, type PageContext } from './layout.tsx';

/** How to get a feed of exactly what one wants. */
export function subscribePage(choices: Choices, context: PageContext): string {
  return document(
    <Layout context={context} title={`Subscribe · ${context.site.title}`} feed={everything} current="subscribe">
      <header class="page-head">
        <h1>Subscribe</h1>
        <p class="summary">
          Copy an address into your feed reader. Every story comes once, and comes again only when its text changes or
          when 2, 5, 10, 20 … outlets carry it.
        </p>
      </header>
      <Formats context={context} />
      <Builder choices={choices} context={context} />
      <Filters />
    </Layout>,
  );
}

function Formats({ context: { absolute } }: { context: PageContext }) {
  const formats = [
    ['Atom', 'atom', 'has everything; choose it where you can'],
    ['RSS', 'rss', 'for readers that know nothing else'],
    ['JSON Feed', 'json', 'for programs'],
  ] as const;
  return (
    <section aria-labelledby="all">
      <h2 id="all">Everything</h2>
      <ul class="formats">
        {formats.map(([label, format, use]) => (
          <li>
            <a class="button" href={absolute.feed(format, everything)}>
              {label}
            </a>{' '}
            <code>{absolute.feed(format, everything)}</code> <span class="meta">{use}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Builder({ choices, context: { addresses } }: { choices: Choices; context: PageContext }) {
  return (
    <section aria-labelledby="own">
      <h2 id="own">A feed of your own</h2>
      <form class="builder" action={addresses.file('feed.atom')}>
        <label>
          <span>Words</span>
          <input type="search" name="q" maxlength={200} />
        </label>
        <label>
          <span>Category</span>
          <select name="category">
            <option value="">any</option>
            {choices.categories.map((name) => (
              <option value={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          <span>Language</span>
          <select name="language">
            <option value="">any</option>
            {choices.languages.map((tag) => (
              <option value={tag}>{languageName(tag)}</option>
            ))}
          </select>
        </label>
        <label>
          <span>Reported by at least</span>
          <select name="minOutlets">
            {['', '2', '3', '5', '10'].map((number) => (
              <option value={number}>{number === '' ? '1 outlet' : `${number} outlets`}</option>
            ))}
          </select>
        </label>
        <button type="submit">Open the feed</button>
      </form>
      <p class="meta">
        Its address is the one to subscribe to; on any page of news, “Subscribe” gives the feed of what you see.
      </p>
    </section>
  );
}

function Filters() {
  const filters: readonly (readonly [string, string, string])[] = [
    [
      'category',
      'category=science&category=culture',
      'a category of the source or the article; several are alternatives',
    ],
    ['outlet', 'outlet=The Lantern', 'an outlet that reports it'],
    ['source', 'source=7', 'one source, by its number or feed address'],
    ['language', 'language=pt', 'the language of an article; pt finds pt-BR as well'],
    ['q', 'q="central bank" -rates', 'words, “a phrase”, or, -without; accents do not matter'],
    ['minOutlets', 'minOutlets=3', 'only what so many outlets carry'],
    ['since', 'since=24h', 'a date, a time, or a span before now'],
    ['limit', 'limit=20', `how many entries, up to ${LIMIT_MAX}`],
    ['group', 'group=story', `one of ${GROUPS.join(', ')}: how much is folded into one entry`],
  ];
  return (
    <section aria-labelledby="filters">
      <h2 id="filters">All filters</h2>
      <p>
        They combine: one and the same article must fulfil <code>category</code>, <code>outlet</code>,{' '}
        <code>source</code>, <code>language</code> and <code>q</code>.
      </p>
      <dl class="filters">
        {filters.map(([name, example, meaning]) => (
          <div>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              {meaning}
              <br />
              <code class="meta">{example}</code>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
