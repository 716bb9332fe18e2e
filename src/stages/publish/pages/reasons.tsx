import type { Article, ClusterFile } from '../../../model/publication.ts';
import { plain } from '../safe.ts';
import { Because } from './explanation.tsx';
import type { PageContext } from './layout.tsx';

/** Promise 4: every decision can be explained. */
export function Reasons({
  file: { entry, reasons, merged, moved },
  context: { addresses },
}: {
  file: ClusterFile;
  context: PageContext;
}) {
  const stories = new Map<number, Article[]>();
  for (const article of entry.articles)
    stories.set(article.storyId, [...(stories.get(article.storyId) ?? []), article]);
  if (entry.articles.length < 2 && merged.length + moved.length === 0) return null;
  return (
    <section aria-labelledby="why">
      <h2 id="why">Why these are together</h2>
      <ol class="reasons">
        {[...stories].map(([storyId, articles]) => (
          <Story id={storyId} articles={articles} reasons={reasons} address={addresses.story(storyId)} />
        ))}
        {merged.map(({ clusterId, because }) => (
          <li>
            <p class="meta">Cluster {clusterId} turned out to be this event</p>
            {because && <Because because={because} />}
          </li>
        ))}
        {moved.map(({ storyId, clusterId, because }) => (
          <li>
            <p class="meta">
              <a href={addresses.story(storyId)}>A story</a> has moved on to{' '}
              <a href={addresses.cluster(clusterId)}>another cluster</a>
            </p>
            {because && <Because because={because} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

interface StoryProps {
  readonly id: number;
  readonly articles: readonly Article[];
  readonly reasons: ClusterFile['reasons'];
  readonly address: string;
}

function Story({ id, articles, reasons, address }: StoryProps) {
  const because = (article: Article) => reasons.get(article.id)?.because;
  const founder = articles.find((article) => because(article) === null) ?? (articles[0] as Article);
  const { storyBecause = null, cameWith = null } = reasons.get(founder.id) ?? {};
  const copies = articles.filter((article) => article !== founder);
  return (
    <li id={`s${id}`}>
      <p>
        <a href={address} dir="auto">
          {plain(founder.title) || 'Untitled'}
        </a>
      </p>
      <div class="meta">
        <p>
          {cameWith !== null && `came with cluster ${cameWith}${storyBecause ? ': ' : ''}`}
          {storyBecause && <Because because={storyBecause} />}
          {cameWith === null && !storyBecause && 'the first of them'}
        </p>
        {copies.map((copy) => {
          const why = because(copy);
          return (
            <p>
              <bdi>{plain(copy.outlet)}</bdi> carries the same text
              {why && <>: {<Because because={why} />}</>}
            </p>
          );
        })}
      </div>
    </li>
  );
}
